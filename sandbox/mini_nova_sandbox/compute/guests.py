"""An instance as its driver sees it."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.image import images
from mini_nova_sandbox.virt.driver import BootImage, Guest


def guest_of(instance: Instance) -> Guest:
    """The driver's view of a row."""
    return Guest(
        uuid=instance["uuid"],
        number=instance["id"],
        name=instance["hostname"],
        memory_mb=instance["memory_mb"],
        vcpus=instance["vcpus"],
        root_gb=instance["root_gb"],
        ephemeral_gb=instance["ephemeral_gb"],
        swap_mb=instance["swap"],
        metadata=instance["metadata"],
        user_data=instance["user_data"],
        key_data=instance["key_data"],
        config_drive=bool(instance["config_drive"]),
    )


def boot_image(cloud: Cloud, image_id: str) -> BootImage:
    """The file of an image; no path where there is no image, or it has no data."""
    row = (
        cloud.database.row("SELECT disk_format FROM images WHERE id = ?", image_id)
        if image_id
        else None
    )
    path = images.path(cloud.settings, image_id) if row is not None else None
    return BootImage(
        image_id,
        path if path is not None and path.exists() else None,
        row["disk_format"] if row else "raw",
    )
