"""Swap a server's volume for another, as block storage does when it migrates one."""

from __future__ import annotations

from mini_nova_sandbox.compute import block_storage, states
from mini_nova_sandbox.compute.api.servers.dispatch import cast_to_host, record_action
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.volume import states as volume_states
from mini_nova_sandbox.volume import volumes
from mini_nova_sandbox.volume.volumes import Volume

VM_STATES = (states.ACTIVE, states.PAUSED, states.RESIZED)


def swap_volume(call: Call, instance: Instance, old_id: str, new_id: str) -> None:
    """Reserve the new volume and cast to the host. Raises BadRequest, Conflict, NotFound.

    Nova takes a swap only while the old volume migrates, which admins can say with
    ``os-reset_status``.
    """
    database = call.database
    old_volume = volumes.find_for_caller(database, old_id, call.caller)
    if not old_volume["migration_status"]:
        raise Conflict(
            f"volume {old_id} is not migrating; this API should only be called by Cinder"
        )
    new_volume = volumes.find(database, new_id)
    if new_volume is None:
        raise BadRequest(f"Volume {new_id} could not be found.")
    require_state(instance, "swap_volume", VM_STATES)
    _require_swappable(old_volume, new_volume)
    if block_storage.find_device(instance, old_id) is None:
        raise NotFound(f"No volume Block Device Mapping with id {old_id}.")
    attachment_id = block_storage.reserve(database, new_id, instance["uuid"], call.request_id)
    record_action(call, instance, "swap_volume")
    cast_to_host(
        call,
        instance,
        "swap_volume",
        old_volume_id=old_id,
        new_volume_id=new_id,
        new_attachment_id=attachment_id,
    )


def _require_swappable(old_volume: Volume, new_volume: Volume) -> None:
    """Raise BadRequest unless the old volume is attached, and the new one is free and not smaller."""
    if old_volume["status"] != volume_states.IN_USE:
        raise BadRequest("Invalid volume: Old volume is attached to a different instance.")
    if new_volume["status"] == volume_states.IN_USE:
        raise BadRequest("Invalid volume: New volume must be detached in order to swap.")
    if new_volume["size"] < old_volume["size"]:
        raise BadRequest("Invalid volume: New volume must be the same size or larger.")
