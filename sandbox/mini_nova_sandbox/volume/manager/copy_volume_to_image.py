"""``copy_volume_to_image``: upload a volume's data into a queued image, and activate the image."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.image import images
from mini_nova_sandbox.volume import states, volumes
from mini_nova_sandbox.volume.volumes import Volume


async def copy_volume_to_image(
    cloud: Cloud, volume_id: str, image_id: str, old_status: str
) -> None:
    """Fill the image, and give the volume the status that it had before."""
    database = cloud.database
    volume = volumes.find(database, volume_id)
    if volume is None:
        images.mark_killed(database, image_id)
        return
    await asyncio.sleep(cloud.settings.pace)
    await asyncio.to_thread(_write_data, cloud, volume, image_id)
    with database.transaction():
        images.activate(database, cloud.settings, image_id)
        volume = volumes.find(database, volume_id)
        if volume is not None and volume["status"] == states.UPLOADING:
            volumes.change(database, volume_id, status=old_status)


def _write_data(cloud: Cloud, volume: Volume, image_id: str) -> None:
    """Write the data of the image that the volume was made from, or a text that says what it is."""
    source = _source_file(cloud, volume)
    with images.new_file(cloud.settings, image_id) as path:
        if source is not None:
            shutil.copyfile(source, path)
            return
        text = f"data of volume {volume['id']} by the sandbox\n"
        path.write_text(text, encoding="utf-8")


def _source_file(cloud: Cloud, volume: Volume) -> Path | None:
    """Return the file of the image that a volume was made from, or None."""
    image_metadata = volume["image_metadata"] or {}
    source_id = image_metadata.get("image_id")
    if not source_id:
        return None
    path = images.path(cloud.settings, source_id)
    return path if path.exists() else None
