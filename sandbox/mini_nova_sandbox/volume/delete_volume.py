"""Cinder's ``API.delete``: check that a volume may go, mark it, and cast to the worker."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.volume import attachments, snapshots, states, volumes
from mini_nova_sandbox.volume.volumes import TOPIC, Volume

NOT_DELETABLE = (
    "must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be "
    "disassociated from snapshots after volume transfer."
)


def delete_volume(
    cloud: Cloud, volume: Volume, *, is_cascade: bool = False, is_forced: bool = False
) -> None:
    """Mark a volume as being deleted and cast ``delete_volume``. Raises BadRequest.

    Call it in a transaction. A cascade takes the snapshots along. A forced deletion takes any
    status, but no attachments and no snapshots.
    """
    database = cloud.database
    volume_id = volume["id"]
    own_snapshots = snapshots.of_volume(database, volume_id)
    is_held = bool(attachments.of_volume(database, volume_id))
    if own_snapshots and not is_cascade:
        is_held = True
    if is_held or not (is_forced or _is_deletable(volume)):
        statuses = "" if is_forced else "status must be " + " or ".join(states.DELETABLE) + " and"
        raise BadRequest(f"Invalid volume: Volume {statuses} {NOT_DELETABLE}")
    volumes.change(database, volume_id, status=states.DELETING)
    for snapshot in own_snapshots:
        snapshots.change(database, snapshot["id"], status=states.DELETING)
    cloud.queue.cast(TOPIC, "delete_volume", volume_id=volume_id)


def _is_deletable(volume: Volume) -> bool:
    """Tell whether a volume may be deleted: it is finished, or no worker has it yet."""
    return volume["status"] in states.DELETABLE or volume["host"] is None
