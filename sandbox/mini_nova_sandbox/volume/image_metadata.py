"""What a volume knows of the image that it was made from (``volume_image_metadata``)."""

from __future__ import annotations

from mini_nova_sandbox.state.database import Row

COLUMNS = ("checksum", "container_format", "disk_format", "min_disk", "min_ram", "size")


def describe(image: Row) -> dict[str, str]:
    """Return the description of an image that its volumes carry: all of it is text."""
    description = {"image_id": image["id"], "image_name": image["name"]}
    description |= {name: str(image[name]) for name in COLUMNS}
    return description
