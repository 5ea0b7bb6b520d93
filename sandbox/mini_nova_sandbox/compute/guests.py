"""An instance as its driver sees it."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.image import images
from mini_nova_sandbox.virt.driver import BootImage, Guest


def guest_of(instance: Instance) -> Guest:
    """Return the driver's view of an instance."""
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
    """Return the file of an image, without a path if there is no such image or it has no data."""
    image = cloud.database.row("SELECT disk_format FROM images WHERE id = ?", image_id)
    if image is None:
        return BootImage(image_id, None, "raw")
    path = images.path(cloud.settings, image_id)
    return BootImage(image_id, path if path.exists() else None, image["disk_format"])
