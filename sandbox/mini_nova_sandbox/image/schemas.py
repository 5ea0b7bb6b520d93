"""The schemas of images and their members, and the checks of what a request may set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Forbidden, TooLarge
from mini_nova_sandbox.http.validation import Schema, violation
from mini_nova_sandbox.image.images import RESERVED_PREFIX

UUID = "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$"
CONTAINER_FORMATS = [None, "ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"]
DISK_FORMATS = [
    None,
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
]
STATUSES = [
    "queued",
    "saving",
    "active",
    "killed",
    "deleted",
    "uploading",
    "importing",
    "pending_delete",
    "deactivated",
]
VISIBILITIES = ["community", "public", "private", "shared"]
MEMBER_STATUSES = ["pending", "accepted", "rejected"]
MAX_NAME = 255
MAX_SIZE = 2147483647  # of min_disk and min_ram, which are 32 bits in Glance's database
MAX_COUNT = 128  # of tags, and of custom properties
RESERVED = ("location", "deleted", "deleted_at")
NEVER_SET = ("direct_url", "self", "file", "schema", "stores")  # checked before anything else
SETTABLE = (
    "name",
    "visibility",
    "protected",
    "os_hidden",
    "tags",
    "container_format",
    "disk_format",
    "min_disk",
    "min_ram",
)


def _text(description: str, **rules: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **rules}


def _optional(kind: str, description: str, **rules: Any) -> dict[str, Any]:
    return {"type": ["null", kind], "description": description, **rules}


def _read_only(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "readOnly": True}


_VALIDATION_DATA: Mapping[str, Any] = {
    "type": "object",
    "description": "Checksums that the data is to have",
    "writeOnly": True,
    "additionalProperties": False,
    "properties": {
        "checksum": {"type": "string", "minLength": 32, "maxLength": 32},
        "os_hash_algo": {"type": "string", "maxLength": 64},
        "os_hash_value": {"type": "string", "maxLength": 128},
    },
    "required": ["os_hash_algo", "os_hash_value"],
}
_LOCATION: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "url": {"type": "string", "maxLength": 255},
        "metadata": {"type": "object"},
        "validation_data": _VALIDATION_DATA,
    },
    "required": ["url", "metadata"],
}
PROPERTIES: Mapping[str, Any] = {
    "id": _text("The image's id", pattern=UUID),
    "name": _optional("string", "The image's name", maxLength=MAX_NAME),
    "status": _read_only(_text("The image's status", enum=STATUSES)),
    "visibility": _text("Who may see the image", enum=VISIBILITIES),
    "protected": {"type": "boolean", "description": "Whether nobody may delete it"},
    "os_hidden": {"type": "boolean", "description": "Whether lists leave it out"},
    "checksum": _read_only(_optional("string", "The MD5 of the data", maxLength=32)),
    "os_hash_algo": _read_only(_optional("string", "The hash of os_hash_value", maxLength=64)),
    "os_hash_value": _read_only(_optional("string", "The hash of the data", maxLength=128)),
    "owner": _optional("string", "The project that owns it", maxLength=255),
    "size": _read_only(_optional("integer", "The size of the data in bytes")),
    "virtual_size": _read_only(_optional("integer", "The size of the disk in bytes")),
    "container_format": _optional("string", "The container", enum=CONTAINER_FORMATS),
    "disk_format": _optional("string", "The disk's format", enum=DISK_FORMATS),
    "created_at": _read_only(_text("When it was created")),
    "updated_at": _read_only(_text("When it was last changed")),
    "tags": {
        "type": "array",
        "description": "The image's tags",
        "items": {"type": "string", "maxLength": MAX_NAME},
    },
    "direct_url": _read_only(_text("The URL of the data in its store")),
    "min_ram": {"type": "integer", "description": "The memory that it needs, in MB"},
    "min_disk": {"type": "integer", "description": "The disk that it needs, in GB"},
    "self": _read_only(_text("The image's URL")),
    "file": _read_only(_text("The URL of the image's data")),
    "stores": _read_only(_text("The stores that have the data")),
    "schema": _read_only(_text("The URL of this schema")),
    "locations": {
        "type": "array",
        "description": "The URLs of the data in its stores",
        "items": _LOCATION,
    },
}
IMAGE: Mapping[str, Any] = {"properties": PROPERTIES, "additionalProperties": {"type": "string"}}
READ_ONLY = tuple(name for name, schema in PROPERTIES.items() if schema.get("readOnly"))
MEMBER_PROPERTIES: Mapping[str, Any] = {
    "member_id": _text("The project that the image is shared with"),
    "image_id": _text("The image's id", pattern=UUID),
    "created_at": _text("When the image was shared"),
    "updated_at": _text("When the member last changed its mind"),
    "status": _text("What the member says", enum=MEMBER_STATUSES),
    "schema": {"readOnly": True, "type": "string"},
}
TASK_PROPERTIES: Mapping[str, Any] = {
    "id": _text("The task's id", pattern=UUID),
    "type": _text("What the task does", enum=["import", "api_image_import", "location_import"]),
    "status": _text("How far it is", enum=["pending", "processing", "success", "failure"]),
    "input": _optional("object", "What the task was given"),
    "result": _optional("object", "What the task has made"),
    "owner": _text("The project that asked for it"),
    "message": _text("What the task says of its end"),
    "image_id": _text("The image that it works on"),
    "request_id": _text("The request that started it"),
    "user_id": _text("The user who started it"),
    "expires_at": _optional("string", "When it is forgotten"),
    "created_at": _text("When it was created"),
    "updated_at": _text("When it last changed"),
    "self": {"readOnly": True, "type": "string"},
    "schema": {"readOnly": True, "type": "string"},
}


def check(name: str, schema: Schema, value: Any) -> None:
    """Raise BadRequest, in Glance's words, unless a value fits the schema of that name."""
    error = violation(schema, value)
    if error is not None:
        raise BadRequest(f"Provided object does not match schema '{name}': {error.message}")


def check_image(members: Any) -> None:
    """Raise BadRequest unless an image, or some of its members, fit the schema."""
    check("image", IMAGE, members)


def check_writable(name: str) -> None:
    """Raise Forbidden if no request may set a member of this name."""
    if name in READ_ONLY:
        raise Forbidden(f"Attribute '{name}' is read-only.")
    if name in RESERVED or name.startswith(RESERVED_PREFIX):
        raise Forbidden(f"Attribute '{name}' is reserved.")


def check_count(kind: str, count: int) -> None:
    """Raise TooLarge for too many ``tags`` or ``properties``."""
    if count > MAX_COUNT:
        raise TooLarge(
            f"The limit has been exceeded on the number of allowed image {kind}."
            f" Attempted: {count}, Maximum: {MAX_COUNT}"
        )


def check_size(name: str, value: int) -> None:
    """Raise BadRequest for a min_disk or min_ram that is out of range."""
    if value < 0:
        raise BadRequest(
            f"Invalid value '{value}' for parameter '{name}': Cannot be a negative value"
        )
    if value > MAX_SIZE:
        raise BadRequest(f"'{name}' value out of range, must not exceed {MAX_SIZE}.")
