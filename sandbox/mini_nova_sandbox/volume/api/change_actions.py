"""The actions that change a volume: extend, retype, revert, flags, and its status by force."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.volume import attachments, quotas, snapshots, states, types, volumes
from mini_nova_sandbox.volume.api.microversions import EXTEND_IN_USE
from mini_nova_sandbox.volume.api.schemas import TRUE
from mini_nova_sandbox.volume.delete_volume import delete_volume
from mini_nova_sandbox.volume.snapshots import Snapshot
from mini_nova_sandbox.volume.volumes import TOPIC, Volume

INVALID_RETYPE = (
    "Invalid volume: Retype needs volume to be in available or in-use state, not be part of an "
    "active migration or a consistency group, requested type has to be different that the one from "
    "the volume, and for in-use volumes front-end qos specs cannot change."
)


def extend(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Give a volume more room. Raises BadRequest, TooLarge."""
    database = call.database
    volume_id = volume["id"]
    status = volume["status"]
    takes_in_use = call.version >= EXTEND_IN_USE and status == states.IN_USE
    if status != states.AVAILABLE and not takes_in_use:
        raise BadRequest(
            f"Invalid volume: Volume {volume_id} status must be '{{'status': 'available'}}' to "
            f"extend, currently {status}."
        )
    size = volume["size"]
    new_size = int(arguments["new_size"])
    if new_size <= size:
        raise BadRequest(
            "Invalid input received: New size for extend must be greater than current size. "
            f"(current: {size}, extended: {new_size})."
        )
    volume_type = types.find(database, volume["volume_type_id"])
    type_name = volume_type["name"] if volume_type else types.DEFAULT
    quotas.check_size(database, volume["project_id"], new_size)
    additions = {"gigabytes": new_size - size}
    quotas.check(database, volume["project_id"], type_name, additions)
    volumes.change(database, volume_id, status=states.EXTENDING)
    _cast(call, volume, "extend_volume", new_size=new_size, old_status=status)
    return Answer(202)


def retype(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Give a volume another type. Raises BadRequest, NotFound."""
    database = call.database
    status = volume["status"]
    volume_type = types.find_by_name_or_id(database, arguments["new_type"], call.caller)
    is_same = volume_type["id"] == volume["volume_type_id"]
    if types.is_multiattach(volume_type) != volume["multiattach"] and status != states.AVAILABLE:
        raise BadRequest(
            "Invalid input received: Invalid volume_type passed, retypes affecting multiattach are "
            "only allowed on available volumes, the specified volume however currently has a "
            f"status of: {status}."
        )
    if is_same or status not in (states.AVAILABLE, states.IN_USE):
        raise BadRequest(INVALID_RETYPE)
    volumes.change(database, volume["id"], status=states.RETYPING)
    _cast(call, volume, "retype", volume_type_id=volume_type["id"], old_status=status)
    return Answer(202)


def revert(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Bring a volume back to its latest snapshot. Raises BadRequest, Conflict."""
    database = call.database
    snapshot = _latest_snapshot(call, volume, arguments["snapshot_id"])
    is_ready = volume["status"] == snapshot["status"] == states.AVAILABLE
    if not is_ready:
        raise Conflict(
            "Invalid volume: Volume and snapshot must be available to revert the one to the other."
        )
    volumes.change(database, volume["id"], status=states.REVERTING)
    snapshots.change(database, snapshot["id"], status=states.RESTORING)
    _cast(call, volume, "revert_to_snapshot", snapshot_id=snapshot["id"])
    return Answer(202)


def _latest_snapshot(call: Call, volume: Volume, snapshot_id: str) -> Snapshot:
    """Return the latest snapshot of a volume. Raises BadRequest if it is another one."""
    volume_id = volume["id"]
    own_snapshots = snapshots.of_volume(call.database, volume_id)
    if not own_snapshots:
        raise BadRequest(f"Volume {volume_id} doesn't have any snapshots.")
    latest = own_snapshots[0]
    if latest["id"] != snapshot_id:
        raise BadRequest(
            f"Specified snapshot {snapshot_id} is None or not the latest one of volume {volume_id}."
        )
    if latest["size"] != volume["size"]:
        raise BadRequest(
            f"Can't revert volume {volume_id} to its latest snapshot {snapshot_id}. The volume size "
            "must be equal to the snapshot size."
        )
    return latest


def set_bootable(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Say whether servers can boot from a volume."""
    is_bootable = arguments["bootable"] in TRUE
    volumes.change(call.database, volume["id"], bootable=int(is_bootable))
    return Answer(200)


def update_readonly_flag(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Say whether a volume is read-only. Raises BadRequest unless it is available."""
    if volume["status"] != states.AVAILABLE:
        volume_id = volume["id"]
        raise BadRequest(
            f"Invalid volume: Volume {volume_id} status must be available to update readonly flag, "
            f"but current status is: {volume['status']}."
        )
    is_readonly = arguments["readonly"] in TRUE
    volumes.change(call.database, volume["id"], readonly=int(is_readonly))
    return Answer(202)


def reset_status(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Set a volume's status by force, as admin. Raises BadRequest."""
    call.caller.require_admin()
    status = (arguments.get("status") or "").lower()
    changes: dict[str, Any] = {}
    if status:
        if status not in states.RESETTABLE:
            raise BadRequest(
                f"Volume status: {status} is invalid, valid statuses are: {states.RESETTABLE}."
            )
        changes["status"] = status
    if arguments.get("migration_status"):
        migration_status = arguments["migration_status"].lower()
        changes["migration_status"] = None if migration_status == "none" else migration_status
    if not changes and not arguments.get("attach_status"):
        raise BadRequest("Must specify 'status', 'attach_status' or 'migration_status' for update.")
    if arguments.get("attach_status") == "detached":
        for attachment in attachments.of_volume(call.database, volume["id"]):
            attachments.delete(call.database, attachment)
    volumes.change(call.database, volume["id"], **changes)
    return Answer(202)


def force_delete(call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Delete a volume in any status, as admin. Raises BadRequest if it is attached."""
    call.caller.require_admin()
    delete_volume(call.cloud, volume, is_forced=True)
    return Answer(202)


def _cast(call: Call, volume: Volume, method: str, **arguments: Any) -> None:
    call.cloud.queue.cast(TOPIC, method, volume_id=volume["id"], **arguments)
