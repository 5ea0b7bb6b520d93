"""``extend_volume``, ``retype`` and ``revert_to_snapshot``: changes of a volume that exists."""

from __future__ import annotations

import asyncio
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.volume import snapshots, states, types, volumes


async def extend_volume(cloud: Cloud, volume_id: str, new_size: int, old_status: str) -> None:
    """Give a volume its new size (GiB), and the status that it had before."""
    await _finish(cloud, volume_id, states.EXTENDING, status=old_status, size=new_size)


async def retype(cloud: Cloud, volume_id: str, volume_type_id: str, old_status: str) -> None:
    """Give a volume its new type, unless that is gone, and the status that it had before."""
    volume_type = types.find(cloud.database, volume_type_id)
    changes: dict[str, Any] = {"status": old_status}
    if volume_type is not None:
        changes["volume_type_id"] = volume_type_id
        changes["multiattach"] = types.is_multiattach(volume_type)
    await _finish(cloud, volume_id, states.RETYPING, **changes)


async def revert_to_snapshot(cloud: Cloud, volume_id: str, snapshot_id: str) -> None:
    """Bring a volume back to its snapshot's size."""
    database = cloud.database
    await _finish(cloud, volume_id, states.REVERTING, status=states.AVAILABLE)
    with database.transaction():
        snapshot = snapshots.find(database, snapshot_id)
        if snapshot is not None and snapshot["status"] == states.RESTORING:
            snapshots.change(database, snapshot_id, status=states.AVAILABLE)


async def _finish(cloud: Cloud, volume_id: str, passing_status: str, **changes: Any) -> None:
    """Show a passing status for a while, then write the changes unless the volume has left it."""
    database = cloud.database
    await asyncio.sleep(cloud.settings.pace)
    with database.transaction():
        volume = volumes.find(database, volume_id)
        if volume is not None and volume["status"] == passing_status:
            volumes.change(database, volume_id, **changes)
