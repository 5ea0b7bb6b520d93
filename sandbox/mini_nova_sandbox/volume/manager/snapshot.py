"""``create_snapshot`` and ``delete_snapshot``."""

from __future__ import annotations

import asyncio

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.volume import snapshots, states


async def create_snapshot(cloud: Cloud, snapshot_id: str) -> None:
    """Make a snapshot, unless it has been deleted meanwhile."""
    database = cloud.database
    await asyncio.sleep(cloud.settings.pace)
    with database.transaction():
        snapshot = snapshots.find(database, snapshot_id)
        if snapshot is not None and snapshot["status"] == states.CREATING:
            snapshots.change(database, snapshot_id, status=states.AVAILABLE, progress="100%")


async def delete_snapshot(cloud: Cloud, snapshot_id: str) -> None:
    """Delete a snapshot."""
    await asyncio.sleep(cloud.settings.pace)
    snapshots.delete(cloud.database, snapshot_id)
