"""The images of a recording: their metadata, not their data. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from mini_nova.sandbox.recording.fields import (
    Field,
    Item,
    Record,
    by_name,
    flag_field,
    number_field,
    optional_field,
    optional_number,
    sorted_texts,
    take,
    text_field,
    text_mapping,
)

IMAGE = {
    "id": text_field("id"),
    "name": optional_field("name"),
    "owner": optional_field("owner"),
    "visibility": text_field("visibility"),
    "status": text_field("status"),
    "disk_format": optional_field("disk_format"),
    "container_format": optional_field("container_format"),
    "min_disk": number_field("min_disk"),
    "min_ram": number_field("min_ram"),
    "protected": flag_field("protected"),
    "os_hidden": flag_field("os_hidden"),
    "size": Field("size", optional_number),
    "virtual_size": Field("virtual_size", optional_number),
    "tags": Field("tags", sorted_texts),
    "created_at": text_field("created_at"),
}
# Members that are neither in the format nor properties: those of the data, of its place (a URL that
# may have a password in it), and of people.
LEFT_OUT = frozenset(
    {
        "checksum",
        "direct_url",
        "file",
        "locations",
        "os_hash_algo",
        "os_hash_value",
        "owner_user_name",
        "schema",
        "self",
        "stores",
        "updated_at",
        "user_id",
    }
)
SERVICE_PREFIX = "os_glance_"  # of members that Glance keeps to itself


def images(items: Sequence[Item]) -> list[Record]:
    """Return the images, with their custom properties."""
    return by_name([_image(item) for item in items])


def _image(item: Item) -> Record:
    record = take(item, IMAGE)
    properties = {key: value for key, value in item.items() if _is_property(key)}
    record["properties"] = text_mapping(properties)
    return record


def _is_property(key: str) -> bool:
    return not (key in IMAGE or key in LEFT_OUT or key.startswith(SERVICE_PREFIX))
