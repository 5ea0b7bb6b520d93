"""Cinder's ``API.create_snapshot`` and its opposite: check, write the row, cast to the worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.volume import quotas, snapshots, states, types
from mini_nova_sandbox.volume.snapshots import Snapshot
from mini_nova_sandbox.volume.volumes import TOPIC, Volume

DELETABLE = (states.AVAILABLE, states.ERROR)


def create_snapshot(
    cloud: Cloud,
    volume: Volume,
    user_id: str,
    values: Mapping[str, Any],
    *,
    takes_in_use: bool,
) -> Snapshot:
    """Insert a snapshot, cast ``create_snapshot``, and return the snapshot.

    ``values`` may have name, description and metadata; ``takes_in_use`` is whether the volume may
    be in use. Call it in a transaction. Raises BadRequest, or TooLarge for a quota that is reached.
    """
    database = cloud.database
    _require_status(volume, takes_in_use=takes_in_use)
    volume_type = types.find(database, volume["volume_type_id"])
    assert volume_type is not None, "types in use stay"  # noqa: S101 - an invariant
    additions = {"snapshots": 1, "gigabytes": volume["size"]}
    quotas.check(database, volume["project_id"], volume_type["name"], additions)
    row = {
        "volume_id": volume["id"],
        "size": volume["size"],
        "project_id": volume["project_id"],
        "user_id": user_id,
        **values,
    }
    snapshot_id = snapshots.insert(database, row)
    cloud.queue.cast(TOPIC, "create_snapshot", snapshot_id=snapshot_id)
    snapshot = snapshots.find(database, snapshot_id)
    assert snapshot is not None, "it was inserted"  # noqa: S101 - an invariant
    return snapshot


def _require_status(volume: Volume, *, takes_in_use: bool) -> None:
    status = volume["status"]
    if status == states.AVAILABLE or (status == states.IN_USE and takes_in_use):
        return
    volume_id = volume["id"]
    raise BadRequest(
        f"Invalid volume: Volume {volume_id} status must be available, but current status is: "
        f"{status}."
    )


def delete_snapshot(cloud: Cloud, snapshot: Snapshot, *, is_forced: bool = False) -> None:
    """Mark a snapshot as being deleted and cast ``delete_snapshot``. Raises BadRequest.

    A forced deletion takes any status. Call it in a transaction.
    """
    if snapshot["status"] not in DELETABLE and not is_forced:
        raise BadRequest(
            "Invalid snapshot: Snapshot status must be available or error, and snapshot must not "
            "be part of a group."
        )
    snapshot_id = snapshot["id"]
    snapshots.change(cloud.database, snapshot_id, status=states.DELETING)
    cloud.queue.cast(TOPIC, "delete_snapshot", snapshot_id=snapshot_id)
