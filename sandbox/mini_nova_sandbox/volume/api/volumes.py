"""Volumes over the API: list, show, create, update and delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state.database import Row
from mini_nova_sandbox.volume import snapshots, types, volumes
from mini_nova_sandbox.volume.api import listing, schemas, words
from mini_nova_sandbox.volume.api.microversions import STRICT_BODIES, SUMMARY, SUMMARY_METADATA
from mini_nova_sandbox.volume.api.volume_view import brief_view, changed_view, full_view
from mini_nova_sandbox.volume.create_volume import VolumeRequest, create_volume
from mini_nova_sandbox.volume.delete_volume import delete_volume
from mini_nova_sandbox.volume.volumes import Volume

COLUMNS = ("name", "status", "availability_zone", "size", "created_at", "updated_at")
COLLECTION = listing.Collection(
    name="volumes",
    resource="Volume",
    filters={
        **dict(zip(COLUMNS, COLUMNS, strict=True)),
        "metadata": "metadata",
        "migration_status": "migration_status",
        "bootable": "is_bootable",
        "group_id": "group_id",
        "consumes_quota": "consumes_quota",
        "host": "host",
        "volume_type_id": "volume_type_id",
    },
    sort_keys={
        **dict(zip(COLUMNS, COLUMNS, strict=True)),
        "id": "id",
        "display_name": "name",
        "bootable": "bootable",
        "volume_type_id": "volume_type_id",
        "host": "host",
    },
)


def index(call: Call) -> Answer:
    """List volumes by id and name."""
    return Answer(body=listing.list_page(call, COLLECTION, _all(call), brief_view))


def detail(call: Call) -> Answer:
    """List volumes in full."""
    return Answer(body=listing.list_page(call, COLLECTION, _all(call), full_view))


def _all(call: Call) -> list[Volume]:
    """Return every volume, with what the filters need beside its columns."""
    return [
        {
            **volume,
            "is_bootable": bool(volume["bootable"]),
            "group_id": None,
            "consumes_quota": True,
        }
        for volume in volumes.list_all(call.database)
    ]


def summary(call: Call) -> Answer:
    """Count the project's volumes and their gigabytes."""
    own_volumes = [
        volume
        for volume in volumes.list_all(call.database)
        if volume["project_id"] == call.caller.project_id
    ]
    view: dict[str, Any] = {
        "total_count": len(own_volumes),
        "total_size": sum(volume["size"] for volume in own_volumes),
    }
    if call.version >= SUMMARY_METADATA:
        view["metadata"] = _distinct_metadata(own_volumes)
    return Answer(body={"volume-summary": view})


def _distinct_metadata(own_volumes: list[Volume]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for volume in own_volumes:
        for key, value in volume["metadata"].items():
            if value not in values.setdefault(key, []):
                values[key].append(value)
    return values


def show(call: Call) -> Answer:
    """Show a volume. Raises NotFound."""
    volume = requested_volume(call)
    return Answer(body={"volume": full_view(call, volume)})


def requested_volume(call: Call) -> Volume:
    """Return the volume that the path names. Raises NotFound if the caller may not see it."""
    return volumes.find_for_caller(call.database, call.path["volume_id"], call.caller)


def create(call: Call) -> Answer:
    """Create a volume. Raises BadRequest, NotFound, TooLarge."""
    if not call.caller.project_id:
        raise Forbidden("Creating a volume needs a token of a project.")
    request = _request(call, call.body["volume"])
    volume = create_volume(call.cloud, request)
    return Answer(202, {"volume": changed_view(call, volume)})


def _request(call: Call, body: Mapping[str, Any]) -> VolumeRequest:
    """Parse a body, looking up all that it names. Raises BadRequest, NotFound."""
    database = call.database
    caller = call.caller
    type_reference = body.get("volume_type")
    snapshot_id = body.get("snapshot_id")
    source_id = body.get("source_volid")
    size = body.get("size")
    volume_type = None
    snapshot = None
    source = None
    display = words.display(body)
    if type_reference:
        volume_type = types.find_by_name_or_id(database, type_reference, caller)
    if snapshot_id:
        snapshot = snapshots.find_for_caller(database, snapshot_id, caller)
    if source_id:
        source = volumes.find_for_caller(database, source_id, caller)
    return VolumeRequest(
        project_id=caller.project_id,
        user_id=caller.user_id,
        size=None if size is None else int(size),
        name=display.get("name"),
        description=display.get("description"),
        metadata=body.get("metadata") or {},
        volume_type=volume_type,
        availability_zone=body.get("availability_zone") or "",
        snapshot=snapshot,
        source_volume=source,
        image=_image(call, body.get("imageRef") or body.get("image_id")),
    )


def _image(call: Call, reference: str | None) -> Row | None:
    """Return the image of an id, a URL or a name; None without one. Raises BadRequest, Conflict."""
    if not reference:
        return None
    caller = call.caller
    image_id = reference.rpartition("/")[2]
    image = images.find(call.database, image_id, caller.project_id, caller.is_admin)
    if image is not None:
        return image
    rows = call.database.rows("SELECT id FROM images WHERE name = ?", reference)
    candidates = [
        images.find(call.database, row["id"], caller.project_id, caller.is_admin) for row in rows
    ]
    visible = [row for row in candidates if row is not None]
    if len(visible) > 1:
        raise Conflict(f"Multiple matches found for '{reference}', use an ID to be more specific.")
    if not visible:
        raise BadRequest("Invalid image identifier or unable to access requested image.")
    return visible[0]


def update(call: Call) -> Answer:
    """Change a volume's name, description or metadata. Raises BadRequest, NotFound."""
    volume = requested_volume(call)
    body = call.body["volume"]
    changes: dict[str, Any] = dict(words.display(body))
    if body.get("metadata") is not None:
        changes["metadata"] = body["metadata"]
    if not changes and call.version >= STRICT_BODIES:
        raise BadRequest(
            "Invalid input for field/attribute volume. Value: {}. {} does not have enough properties"
        )
    volumes.change(call.database, volume["id"], **changes)
    volume = requested_volume(call)
    return Answer(body={"volume": changed_view(call, volume)})


def delete(call: Call) -> Answer:
    """Delete a volume; with ``cascade``, its snapshots, too. Raises BadRequest, NotFound."""
    volume = requested_volume(call)
    is_forced = words.flag(call, "force")
    if is_forced:
        call.caller.require_admin()
    is_cascade = words.flag(call, "cascade")
    delete_volume(call.cloud, volume, is_cascade=is_cascade, is_forced=is_forced)
    return Answer(202)


_VOLUME = "/volumes/{volume_id}"
OPERATIONS = (
    Operation("GET", "/volumes", index),
    Operation("POST", "/volumes", create, schema=schemas.CREATE_VOLUME),
    Operation("GET", "/volumes/detail", detail),
    Operation("GET", "/volumes/summary", summary, since=SUMMARY),
    Operation("GET", _VOLUME, show),
    Operation("PUT", _VOLUME, update, schema=schemas.UPDATE_VOLUME),
    Operation("DELETE", _VOLUME, delete),
)
