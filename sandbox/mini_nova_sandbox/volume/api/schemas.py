"""JSON schemas of block storage's bodies; the limits are Cinder's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TRUE = (True, "True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "y", "t")
FALSE = (False, "False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f")
BOOLEAN = {"enum": [*TRUE, *FALSE]}
TEXT = {"type": ["string", "null"], "maxLength": 255}
NAME = {"type": "string", "minLength": 1, "maxLength": 255}
UUID = {
    "type": "string",
    "format": "uuid",
    "pattern": "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$",
}
UUID_OR_NULL = {**UUID, "type": ["string", "null"]}
REFERENCE = {"type": ["string", "null"], "maxLength": 255}
SIZE = {
    "type": ["integer", "string", "null"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 1,
    "maximum": 2**31 - 1,
}
NEW_SIZE = {**SIZE, "type": ["integer", "string"]}
METADATA = {
    "type": ["object", "null"],
    "patternProperties": {"^[a-zA-Z0-9-_:. /]{1,255}$": TEXT},
    "additionalProperties": False,
}


def obj(
    properties: Mapping[str, Any], *required: str, open_to_more: bool = False
) -> dict[str, Any]:
    """Return the schema of an object; it takes unknown members only if it is open to more."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": open_to_more,
    }


def body(
    name: str, properties: Mapping[str, Any], *required: str, open_to_more: bool = False
) -> dict[str, Any]:
    """Return the schema of a body with one object: ``{"volume": {...}}``."""
    inner = obj(properties, *required, open_to_more=open_to_more)
    return obj({name: inner}, name, open_to_more=open_to_more)


CREATE_VOLUME = body(
    "volume",
    {
        "name": {"type": ["string", "null"]},
        "description": {"type": ["string", "null"]},
        "size": SIZE,
        "metadata": METADATA,
        "volume_type": REFERENCE,
        "availability_zone": TEXT,
        "snapshot_id": REFERENCE,
        "source_volid": REFERENCE,
        "imageRef": REFERENCE,
        "image_id": REFERENCE,
    },
    open_to_more=True,
)
DISPLAY = {
    "name": {"type": ["string", "null"]},
    "description": {"type": ["string", "null"]},
    "display_name": {"type": ["string", "null"]},
    "display_description": {"type": ["string", "null"]},
}
UPDATE_VOLUME = body("volume", {**DISPLAY, "metadata": METADATA})
CREATE_SNAPSHOT = body(
    "snapshot",
    {
        "name": {"type": ["string", "null"]},
        "display_name": {"type": ["string", "null"]},
        "description": {"type": ["string", "null"]},
        "volume_id": UUID_OR_NULL,
        "force": BOOLEAN,
        "metadata": METADATA,
    },
    "volume_id",
)
UPDATE_SNAPSHOT = body("snapshot", DISPLAY)
METADATA_BODY = obj({"metadata": METADATA}, "metadata")
META_BODY = obj({"meta": METADATA}, "meta")
EXTRA_SPECS = {
    "type": "object",
    "patternProperties": {"^[a-zA-Z0-9-_:. ]{1,255}$": TEXT},
    "additionalProperties": False,
}
TYPE = {
    "name": NAME,
    "description": TEXT,
    "is_public": BOOLEAN,
}
CREATE_TYPE = body("volume_type", {**TYPE, "extra_specs": EXTRA_SPECS}, "name", open_to_more=True)
UPDATE_TYPE = body("volume_type", TYPE)
CREATE_EXTRA_SPECS = obj({"extra_specs": EXTRA_SPECS}, "extra_specs")
CONNECTOR = {
    "type": ["object", "null"],
    "properties": {"host": TEXT, "mountpoint": TEXT, "mode": {"enum": ["rw", "ro", None]}},
    "maxProperties": 50,
}
CREATE_ATTACHMENT = body(
    "attachment",
    {
        "volume_uuid": UUID,
        "instance_uuid": UUID_OR_NULL,
        "connector": CONNECTOR,
        "mode": {"type": "string", "enum": ["rw", "ro"]},
    },
    "volume_uuid",
)
UPDATE_ATTACHMENT = body(
    "attachment",
    {"connector": {**CONNECTOR, "type": "object", "minProperties": 1}},
    "connector",
)
QUOTA_CLASS = obj({"quota_class_set": {"type": "object", "maxProperties": 200}}, "quota_class_set")
QUOTA_SET = {
    "type": "object",
    "properties": {"quota_set": {"type": "object", "maxProperties": 200}},
    "required": ["quota_set"],
}
