"""``create_volume``: creating, downloading if it is made from an image, available."""

from __future__ import annotations

import asyncio
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import image_metadata, snapshots, states, volumes
from mini_nova_sandbox.volume.backend import POOL
from mini_nova_sandbox.volume.volumes import Volume


async def create_volume(cloud: Cloud, volume_id: str) -> None:
    """Make a volume, unless it has been deleted meanwhile.

    It gets the description of its image or source, as ``volume_image_metadata``; from an image that
    is gone it goes to ``error``.
    """
    database = cloud.database
    volume = _unfinished(database, volume_id)
    if volume is None:
        return
    volumes.change(database, volume_id, host=POOL)
    await asyncio.sleep(cloud.settings.pace)
    if volume["image_id"]:
        await _download(cloud, volume)
    with database.transaction():
        if _unfinished(database, volume_id) is not None:
            volumes.change(database, volume_id, **_result(database, volume))


async def _download(cloud: Cloud, volume: Volume) -> None:
    """Show for a while that the image's data are on their way."""
    database = cloud.database
    if _unfinished(database, volume["id"]) is not None:
        volumes.change(database, volume["id"], status=states.DOWNLOADING)
        await asyncio.sleep(cloud.settings.pace)


def _unfinished(database: Database, volume_id: str) -> Volume | None:
    """Return a volume that is still to be made, or None."""
    volume = volumes.find(database, volume_id)
    if volume is None or volume["status"] not in states.UNFINISHED:
        return None
    return volume


def _result(database: Database, volume: Volume) -> dict[str, Any]:
    """Return the columns that a volume has in the end."""
    if not volume["image_id"]:
        description = _source_image_metadata(database, volume)
        return {"status": states.AVAILABLE, "image_metadata": description}
    image = database.row("SELECT * FROM images WHERE id = ?", volume["image_id"])
    if image is None:
        return {"status": states.ERROR}
    description = image_metadata.describe(image)
    return {"status": states.AVAILABLE, "bootable": 1, "image_metadata": description}


def _source_image_metadata(database: Database, volume: Volume) -> dict[str, str] | None:
    """Return what the volume's source, or the source of its snapshot, was made from."""
    source_id = volume["source_volid"]
    if volume["snapshot_id"]:
        snapshot = snapshots.find(database, volume["snapshot_id"])
        source_id = None if snapshot is None else snapshot["volume_id"]
    source = None if source_id is None else volumes.find(database, source_id)
    if source is None:
        return None
    description: dict[str, str] | None = source["image_metadata"]
    return description
