"""The members of an image (JSON Schema): what a request may set, and what ``/v2/schemas`` answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UUID = "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$"
DISK_FORMATS = [
    "ami",
    "ari",
    "aki",
    "vhd",
    "vhdx",
    "vmdk",
    "raw",
    "qcow2",
    "vdi",
    "iso",
    "ploop",
    None,
]
CONTAINER_FORMATS = ["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed", None]
VISIBILITIES = ["community", "public", "private", "shared"]
SIZE = {"type": "integer", "minimum": 0, "maximum": 2147483647}
MAX_TAG = 255
MAX_TAGS = 128
SETTABLE: Mapping[str, Any] = {
    "name": {"type": ["null", "string"], "maxLength": 255},
    "visibility": {"type": "string", "enum": VISIBILITIES},
    "protected": {"type": "boolean"},
    "os_hidden": {"type": "boolean"},
    "tags": {
        "type": "array",
        "items": {"type": "string", "maxLength": MAX_TAG},
        "maxItems": MAX_TAGS,
    },
    "container_format": {"type": ["null", "string"], "enum": CONTAINER_FORMATS},
    "disk_format": {"type": ["null", "string"], "enum": DISK_FORMATS},
    "min_disk": SIZE,
    "min_ram": SIZE,
}
RESERVED = "os_glance_"  # the beginning of names that are the service's own
READ_ONLY: Mapping[str, Any] = {
    "status": {
        "type": "string",
        "readOnly": True,
        "enum": ["queued", "saving", "active", "killed", "deleted", "deactivated"],
    },
    "checksum": {"type": ["null", "string"], "readOnly": True, "maxLength": 32},
    "os_hash_algo": {"type": ["null", "string"], "readOnly": True, "maxLength": 64},
    "os_hash_value": {"type": ["null", "string"], "readOnly": True, "maxLength": 128},
    "size": {"type": ["null", "integer"], "readOnly": True},
    "virtual_size": {"type": ["null", "integer"], "readOnly": True},
    "created_at": {"type": "string", "readOnly": True},
    "updated_at": {"type": "string", "readOnly": True},
    "self": {"type": "string", "readOnly": True},
    "file": {"type": "string", "readOnly": True},
    "schema": {"type": "string", "readOnly": True},
    "stores": {"type": "string", "readOnly": True},
    "direct_url": {"type": "string", "readOnly": True},
    "locations": {"type": "array", "readOnly": True},
}
PROPERTY = {"type": ["string", "null"], "maxLength": 65535}
IMAGE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": UUID},
        "owner": {"type": ["null", "string"], "maxLength": 255},
        **SETTABLE,
    },
    "additionalProperties": PROPERTY,
    "maxProperties": 150,
}
MEMBER: Mapping[str, Any] = {
    "type": "object",
    "properties": {"member": {"type": "string", "minLength": 1, "maxLength": 255}},
    "required": ["member"],
}


TEXT = {"type": "string"}


def document(name: str) -> dict[str, Any]:
    """Return the schema ``/v2/schemas/NAME``: of image, images, member or members."""
    if name in ("images", "members"):
        return _collection(name)
    if name == "member":
        texts = ("member_id", "image_id", "created_at", "updated_at", "status", "schema")
        return {"name": "member", "properties": dict.fromkeys(texts, TEXT)}
    return {
        "name": "image",
        "properties": {**IMAGE["properties"], **READ_ONLY},
        "additionalProperties": TEXT,
        "links": [],
    }


def _collection(name: str) -> dict[str, Any]:
    item = document(name.removesuffix("s"))
    properties = {
        name: {"type": "array", "items": item},
        "first": TEXT,
        "next": TEXT,
        "schema": TEXT,
    }
    return {"name": name, "properties": properties, "links": []}
