"""The actions about images: upload a volume into one, and what a volume knows of its own."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.volume import states, types, volumes
from mini_nova_sandbox.volume.api.microversions import IMAGE_VISIBILITY
from mini_nova_sandbox.volume.api.schemas import TRUE
from mini_nova_sandbox.volume.volumes import TOPIC, Volume


def upload_image(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Create a queued image, which the worker fills. Raises BadRequest, Forbidden."""
    status = volume["status"]
    takes_in_use = arguments.get("force") in TRUE and status == states.IN_USE
    if status != states.AVAILABLE and not takes_in_use:
        raise BadRequest(
            f"Invalid volume: Volume {volume['id']} status must be available or in-use, but current "
            f"status is: {status}."
        )
    image = _image(call, arguments)
    image_id = images.insert(call.database, {**image, "owner": call.caller.project_id})
    volumes.change(call.database, volume["id"], status=states.UPLOADING)
    call.cloud.queue.cast(
        TOPIC,
        "copy_volume_to_image",
        volume_id=volume["id"],
        image_id=image_id,
        old_status=status,
    )
    view = {
        "id": volume["id"],
        "updated_at": clock.bare_stamp(volume["updated_at"]),
        "status": states.UPLOADING,
        "display_description": volume["description"],
        "size": volume["size"],
        "volume_type": _type_view(call, volume),
        "image_id": image_id,
        "container_format": image["container_format"],
        "disk_format": image["disk_format"],
        "image_name": image["name"],
        "protected": bool(image["protected"]),
        "visibility": image["visibility"],
    }
    return Answer(202, {"os-volume_upload_image": view})


def _image(call: Call, arguments: Any) -> dict[str, Any]:
    """Return the columns of the new image. Only admins may make a public one. Raises Forbidden."""
    image = {
        "name": arguments["image_name"],
        "disk_format": arguments.get("disk_format", "raw"),
        "container_format": arguments.get("container_format") or "bare",
        "visibility": "shared",
        "protected": 0,
    }
    if call.version >= IMAGE_VISIBILITY:
        image["visibility"] = arguments.get("visibility", "private")
        image["protected"] = int(arguments.get("protected") in TRUE)
    if image["visibility"] == "public":
        call.caller.require_admin()
    return image


def _type_view(call: Call, volume: Volume) -> dict[str, Any]:
    """Return the whole row of a volume's type, as Cinder shows it only here."""
    volume_type = types.find(call.database, volume["volume_type_id"]) or {}
    return {
        "id": volume_type.get("id"),
        "name": volume_type.get("name"),
        "description": volume_type.get("description"),
        "is_public": bool(volume_type.get("is_public")),
        "extra_specs": volume_type.get("extra_specs"),
        "qos_specs_id": None,
        "created_at": clock.bare_stamp(volume_type.get("created_at")),
        "updated_at": clock.bare_stamp(volume_type.get("updated_at")),
        "deleted_at": None,
        "deleted": False,
    }


def set_image_metadata(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Add to what a volume knows of its image."""
    image_metadata = {**(volume["image_metadata"] or {}), **(arguments["metadata"] or {})}
    volumes.change(call.database, volume["id"], image_metadata=image_metadata)
    return Answer(200, {"metadata": image_metadata})


def show_image_metadata(_call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Show what a volume knows of its image. Raises NotFound."""
    return Answer(200, {"metadata": _image_metadata(volume)})


def unset_image_metadata(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Remove a key of what a volume knows of its image. Raises NotFound."""
    image_metadata = _image_metadata(volume)
    if arguments["key"] not in image_metadata:
        raise NotFound("Metadata item was not found.")
    del image_metadata[arguments["key"]]
    volumes.change(call.database, volume["id"], image_metadata=image_metadata)
    return Answer(200)


def _image_metadata(volume: Volume) -> dict[str, str]:
    image_metadata: dict[str, str] | None = volume["image_metadata"]
    if image_metadata is None:
        volume_id = volume["id"]
        raise NotFound(f"Glance metadata for volume/snapshot {volume_id} cannot be found.")
    return image_metadata
