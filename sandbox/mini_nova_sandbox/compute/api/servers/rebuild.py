"""Rebuild a server from an image."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import block_storage, instances, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers import body_fields, view
from mini_nova_sandbox.compute.api.servers.dispatch import cast_to_host, record_action
from mini_nova_sandbox.compute.api.servers.preconditions import (
    requested_server,
    require_host,
    require_state,
)
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row
from mini_nova_sandbox.volume import image_metadata, volumes

VM_STATES = (states.ACTIVE, states.STOPPED, states.ERROR)
COLUMNS = {  # by the argument that changes them
    "name": "display_name",
    "description": "display_description",
    "hostname": "hostname",
    "trusted_image_certificates": "trusted_image_certificates",
}


def rebuild(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Have the host rebuild a server; answer the server with its new admin password."""
    require_state(instance, "rebuild", VM_STATES)
    require_host(instance)
    uuid = instance["uuid"]
    image = _find_image(call, arguments["imageRef"])
    image_ref = image["id"]
    if block_storage.is_volume_backed(instance):
        _prepare_root_volume(call, instance, image)
        image_ref = instance["image_ref"]
    password = arguments.get("adminPass") or chance.new_token("server password", 9)
    instances.change(
        call.database,
        uuid,
        image_ref=image_ref,
        task_state=states.REBUILDING,
        **_changes(call, arguments),
    )
    record_action(call, instance, "rebuild")
    files = body_fields.injected_files(call, arguments)
    cast_to_host(
        call,
        instance,
        "rebuild_instance",
        admin_password=password,
        injected_files=files,
    )
    server = _view(call, instance, arguments, password)
    headers = {"location": f"{call.base}/servers/{uuid}"}
    return Answer(202, {"server": server}, headers)


def _view(call: Call, instance: Instance, arguments: Any, password: str) -> dict[str, Any]:
    rebuilt = requested_server(call)
    server = view.changed_view(call, rebuilt)
    server["adminPass"] = password
    if call.version >= microversions.REBUILD_KEY:
        server["key_name"] = rebuilt["key_name"]
    if call.version >= microversions.NO_PERSONALITY:
        server.pop("OS-EXT-SRV-ATTR:user_data", None)
        server["user_data"] = arguments.get("user_data", instance["user_data"])
    return server


def _prepare_root_volume(call: Call, instance: Instance, image: Row) -> None:
    """Give a root volume the data of another image, from 2.93 on. Raises BadRequest before."""
    volume = block_storage.root_volume(call.database, instance)
    if volume is None:
        return
    image_id = image["id"]
    if (volume["image_metadata"] or {}).get("image_id") == image_id:
        return
    if call.version < microversions.VOLUME_REIMAGED:
        raise BadRequest(
            f"Image {image_id} is unacceptable: Unable to rebuild with a different image for a "
            "volume-backed server."
        )
    description = image_metadata.describe(image)
    volumes.change(call.database, volume["id"], image_metadata=description)


def _find_image(call: Call, reference: str) -> Row:
    image_id = body_fields.image_id(reference)
    database = call.database
    caller = call.caller
    image = images.find(database, image_id, caller.project_id, caller.is_admin)
    if image is None:
        raise BadRequest("Cannot find image for rebuild")
    return image


def _changes(call: Call, arguments: Any) -> dict[str, Any]:
    """Return the columns that a rebuild changes besides the image. Raises BadRequest."""
    changes = {}
    for name, column in COLUMNS.items():
        if name in arguments:
            changes[column] = arguments[name]
    if "user_data" in arguments:
        user_data = arguments["user_data"]
        changes["user_data"] = body_fields.user_data(user_data)
    if "metadata" in arguments:
        changes["metadata"] = body_fields.metadata(arguments)
    changes |= body_fields.access_addresses(arguments)
    changes |= body_fields.disk_config(arguments)
    if "key_name" in arguments:
        key_name = arguments["key_name"]
        changes["key_name"] = key_name
        changes["key_data"] = _public_key(call, key_name)
    return changes


def _public_key(call: Call, name: str | None) -> str | None:
    """Return the public key of the caller's keypair; None for no keypair. Raises BadRequest."""
    if name is None:
        return None
    public_key = call.database.value(
        "SELECT public_key FROM key_pairs WHERE user_id = ? AND name = ?",
        call.caller.user_id,
        name,
    )
    if public_key is None:
        raise BadRequest("Invalid key_name provided.")
    return str(public_key)
