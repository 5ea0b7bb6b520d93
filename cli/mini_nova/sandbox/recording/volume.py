"""The volumes, snapshots and volume types of a recording. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mini_nova.sandbox.recording.fields import (
    Field,
    Item,
    Record,
    by_name,
    flag,
    flag_field,
    flag_unless_false,
    number_field,
    optional_field,
    take,
    text_field,
    text_mapping,
)
from mini_nova_auth import lenient

VOLUME = {
    "id": text_field("id"),
    "name": optional_field("name"),
    "description": optional_field("description"),
    "project_id": text_field("os-vol-tenant-attr:tenant_id"),
    "size": number_field("size"),
    "status": text_field("status"),
    "zone": optional_field("availability_zone"),
    "volume_type": optional_field("volume_type"),
    "snapshot_id": optional_field("snapshot_id"),
    "source_volume_id": optional_field("source_volid"),
    "image_metadata": Field("volume_image_metadata", text_mapping),
    "bootable": flag_field("bootable"),
    "multiattach": flag_field("multiattach"),
    "created_at": text_field("created_at"),
}
SNAPSHOT = {
    "id": text_field("id"),
    "name": optional_field("name"),
    "description": optional_field("description"),
    "volume_id": text_field("volume_id"),
    "project_id": text_field("os-extended-snapshot-attributes:project_id"),
    "size": number_field("size"),
    "status": text_field("status"),
    "metadata": Field("metadata", text_mapping),
    "created_at": text_field("created_at"),
}
TYPE = {
    "id": text_field("id"),
    "name": text_field("name"),
    "description": optional_field("description"),
    "is_public": Field("is_public", flag_unless_false),
    "extra_specs": Field("extra_specs", text_mapping),
}
ATTACHMENT = {
    "id": text_field("attachment_id"),
    "server_id": text_field("server_id"),
    "device": optional_field("device"),
    "attached_at": optional_field("attached_at"),
}
MODES = ("readonly", "attached_mode")  # that Cinder keeps among the metadata


def volumes(items: Sequence[Item], own_project_id: str) -> list[Record]:
    """Return the volumes; those that name no project belong to the login's."""
    return by_name([_volume(item, own_project_id) for item in items])


def _volume(item: Item, own_project_id: str) -> Record:
    record = take(item, VOLUME)
    metadata = text_mapping(item.get("metadata"))
    record["project_id"] = record["project_id"] or own_project_id
    record["readonly"] = _readonly(metadata.get("readonly"))
    record["metadata"] = {key: value for key, value in metadata.items() if key not in MODES}
    attachments = lenient.mappings(item.get("attachments"))
    record["attachments"] = [take(attachment, ATTACHMENT) for attachment in attachments]
    return record


def _readonly(value: Any) -> bool | None:
    """Return whether a volume is read-only; None if nobody has said."""
    return None if value is None else flag(value)


def snapshots(items: Sequence[Item], own_project_id: str) -> list[Record]:
    """Return the snapshots of volumes."""
    records = [take(item, SNAPSHOT) for item in items]
    for record in records:
        record["project_id"] = record["project_id"] or own_project_id
    return by_name(records)


def types(items: Sequence[Item], default: Item) -> list[Record]:
    """Return the volume types; ``default`` is the one of volumes that name none."""
    records = [take(item, TYPE) for item in items]
    for record in records:
        record["is_default"] = record["id"] == default.get("id")
    return by_name(records)
