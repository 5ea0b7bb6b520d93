"""The compute API's ``attach_volume``: check, choose a device name, reserve, and cast to the host."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import block_storage, device_names, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.compute.api.servers.dispatch import cast_to_host, record_action
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.block_storage import Device
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.prep_block_device import disk_names
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.volume import attachments, volumes
from mini_nova_sandbox.volume import states as volume_states
from mini_nova_sandbox.volume.volumes import Volume

VM_STATES = (
    states.ACTIVE,
    states.PAUSED,
    states.STOPPED,
    states.RESIZED,
    states.SOFT_DELETED,
    states.SHELVED,
    states.SHELVED_OFFLOADED,
)


def attach_volume(call: Call, instance: Instance, body: dict[str, Any]) -> Device:
    """Give a server a volume and return its block device. The host does the rest, if there is one.

    Without a host, the volume is in use at once, and waits for the one that unshelves the server.
    Raises BadRequest, Conflict, NotFound.
    """
    require_state(instance, "attach_volume", VM_STATES)
    database = call.database
    volume = volumes.find_for_caller(database, body["volumeId"], call.caller)
    _require_attachable(call, instance, volume)
    name = _device_name(instance, body.get("device"))
    uuid = instance["uuid"]
    attachment_id = block_storage.reserve(database, volume["id"], uuid, call.request_id)
    device = block_storage.attached_device(
        volume["id"],
        attachment_id,
        name=name,
        tag=body.get("tag"),
        is_deleted=body.get("delete_on_termination") in TRUE,
    )
    block_storage.add_device(database, instance, device)
    record_action(call, instance, "attach_volume")
    if instance["host"]:
        cast_to_host(call, instance, "attach_volume", volume_id=volume["id"])
    else:
        block_storage.complete(database, device)
    return device


def _require_attachable(call: Call, instance: Instance, volume: Volume) -> None:
    """Raise BadRequest unless a volume is free, or shared with servers that do not include this."""
    volume_id = volume["id"]
    holders = [
        attachment["instance_uuid"]
        for attachment in attachments.of_volume(call.database, volume_id)
        if attachment["status"] == volume_states.ATTACHED
    ]
    is_own = instance["uuid"] in holders or block_storage.find_device(instance, volume_id)
    if is_own or (holders and not volume["multiattach"]):
        text = " ".join(str(holder) for holder in holders) or instance["uuid"]
        raise BadRequest(
            f"Invalid volume: volume {volume_id} is already attached to instances: {text}"
        )
    if volume["multiattach"] and call.version < microversions.MULTIATTACH:
        raise BadRequest(
            "Multiattach volumes are only supported starting with compute API version 2.60."
        )


def _device_name(instance: Instance, requested: str | None) -> str | None:
    """Return the name of a new disk; None without a host. Raises Conflict, Forbidden."""
    if not instance["host"]:
        return None
    names = disk_names(instance)
    if requested:
        letter = device_names.letter(requested)
        if letter in {device_names.letter(name) for name in names}:
            raise Conflict(f"The supplied device path ({requested}) is in use.")
        return device_names.of_letter(letter)
    name = next(device_names.unused(names), None)
    if name is None:
        raise Forbidden("The maximum allowed number of disk devices (26) to attach is exceeded.")
    return name
