"""``delete_volume``: deleting, and gone."""

from __future__ import annotations

import asyncio

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.volume import volumes


async def delete_volume(cloud: Cloud, volume_id: str) -> None:
    """Delete a volume, with the snapshots that were to go with it."""
    database = cloud.database
    if volumes.find(database, volume_id) is None:
        return
    await asyncio.sleep(cloud.settings.pace)
    with database.transaction():
        volumes.delete(database, volume_id)
