"""Schemas of the bodies that make and change servers, by microversion (JSON Schema; the limits are Nova's)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

from mini_nova_sandbox.compute.api.microversions import LEGACY
from mini_nova_sandbox.http.call import Microversion

Schema = Mapping[str, Any]
TEXT = {"type": "string", "maxLength": 255}
NAME = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": r"^(?! )[^\u0000-\u001f\u007f]*(?<! )$",
}
UUID = {
    "type": "string",
    "pattern": "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$",
}
TRUE = (True, "True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "y", "t")
FALSE = (False, "False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f")
BOOLEAN = {"type": ["boolean", "string"], "enum": [*TRUE, *FALSE]}
COUNT = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 1,
    "maximum": 1_000_000,
}
SIZE = {
    "type": ["integer", "string", "null"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 0,
    "maximum": 2**31 - 1,
}
IPV4 = {"type": "string", "maxLength": 15}
IPV6 = {"type": "string", "maxLength": 45}
METADATA = {
    "type": "object",
    "patternProperties": {r"^[a-zA-Z0-9-_:. ]{1,255}$": TEXT},
    "additionalProperties": False,
}
TAG = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": "^[^,/]*$"}
TAGS = {"type": "array", "items": TAG, "maxItems": 50}
FILES = {
    "type": "array",
    "maxItems": 5,
    "items": {
        "type": "object",
        "properties": {
            "path": {"type": "string", "maxLength": 255},
            "contents": {"type": "string", "maxLength": 16384},
        },
        "additionalProperties": False,
    },
}
BLOCK_DEVICE = {
    "type": "object",
    "properties": {
        "boot_index": {"type": ["integer", "string", "null"], "pattern": "^-?[0-9]{1,3}$"},
        "uuid": {"type": "string", "maxLength": 36},
        "source_type": {"type": "string", "enum": ["volume", "image", "snapshot", "blank"]},
        "destination_type": {"type": "string", "enum": ["local", "volume"]},
        "guest_format": {"type": ["string", "null"], "maxLength": 255},
        "device_type": {"type": "string", "maxLength": 255},
        "disk_bus": {"type": "string", "maxLength": 255},
        "device_name": {"type": ["string", "null"], "pattern": "^[a-zA-Z0-9._/-]{1,255}$"},
        "volume_size": SIZE,
        "delete_on_termination": BOOLEAN,
        "no_device": {},
        "tag": {"type": "string", "maxLength": 60},
        "volume_type": {"type": ["string", "null"], "maxLength": 255},
        "volume_id": {"type": "string", "maxLength": 36},
        "snapshot_id": {"type": "string", "maxLength": 36},
    },
    "additionalProperties": False,
}
NETWORK = {
    "type": "object",
    "properties": {
        "uuid": UUID,
        "port": {"oneOf": [UUID, {"type": "null"}]},
        "fixed_ip": {"type": "string", "maxLength": 45},
        "tag": {"type": "string", "maxLength": 60},
    },
    "additionalProperties": False,
}
NETWORKS = {"type": "array", "items": NETWORK, "maxItems": 64}
HINTS = {
    "type": "object",
    "properties": {"group": UUID},
    "additionalProperties": True,
    "maxProperties": 50,
}
CREATE = {
    "name": NAME,
    "imageRef": {"oneOf": [UUID, {"type": "string", "maxLength": 0}]},
    "flavorRef": {"type": ["string", "integer"], "minLength": 1, "maxLength": 255},
    "adminPass": TEXT,
    "metadata": METADATA,
    "networks": NETWORKS,
    "OS-DCF:diskConfig": {"type": "string", "enum": ["AUTO", "MANUAL"]},
    "accessIPv4": IPV4,
    "accessIPv6": IPV6,
    "personality": FILES,
    "availability_zone": TEXT,
    "block_device_mapping": {"type": "array", "items": {"type": "object"}, "maxItems": 26},
    "block_device_mapping_v2": {"type": "array", "items": BLOCK_DEVICE, "maxItems": 26},
    "config_drive": BOOLEAN,
    "key_name": TEXT,
    "min_count": COUNT,
    "max_count": COUNT,
    "return_reservation_id": BOOLEAN,
    "security_groups": {
        "type": "array",
        "maxItems": 64,
        "items": {
            "type": "object",
            "properties": {"name": TEXT},
            "required": ["name"],
            "additionalProperties": False,
        },
    },
    "user_data": {"type": "string", "maxLength": 65535},
}
ADDED: tuple[tuple[Microversion, dict[str, Any]], ...] = (
    ((2, 19), {"description": {"type": ["string", "null"], "maxLength": 255}}),
    ((2, 37), {"networks": {"oneOf": [NETWORKS, {"type": "string", "enum": ["none", "auto"]}]}}),
    ((2, 52), {"tags": TAGS}),
    (
        (2, 63),
        {
            "trusted_image_certificates": {
                "type": ["array", "null"],
                "items": {**TEXT, "minLength": 1},
                "maxItems": 50,
                "minItems": 1,
                "uniqueItems": True,
            }
        },
    ),
    ((2, 74), {"host": TEXT, "hypervisor_hostname": TEXT}),
    (
        (2, 90),
        {
            "hostname": {
                "type": "string",
                "minLength": 1,
                "maxLength": 63,
                "pattern": "^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$",
            }
        },
    ),
    (
        (2, 94),
        {
            "hostname": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "pattern": "^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$",
            }
        },
    ),
)
REBUILD = {
    "imageRef": UUID,
    "name": NAME,
    "adminPass": TEXT,
    "metadata": METADATA,
    "preserve_ephemeral": BOOLEAN,
    "OS-DCF:diskConfig": CREATE["OS-DCF:diskConfig"],
    "accessIPv4": IPV4,
    "accessIPv6": IPV6,
    "personality": FILES,
}
REBUILD_ADDED: tuple[tuple[Microversion, dict[str, Any]], ...] = (
    ((2, 19), {"description": {"type": ["string", "null"], "maxLength": 255}}),
    ((2, 54), {"key_name": {"type": ["string", "null"], "maxLength": 255}}),
    ((2, 57), {"user_data": {"type": ["string", "null"], "maxLength": 65535}}),
    ((2, 63), {"trusted_image_certificates": ADDED[3][1]["trusted_image_certificates"]}),
    ((2, 90), {"hostname": ADDED[5][1]["hostname"]}),
)
UPDATE = {
    "name": NAME,
    "OS-DCF:diskConfig": CREATE["OS-DCF:diskConfig"],
    "accessIPv4": IPV4,
    "accessIPv6": IPV6,
}


def obj(
    properties: Mapping[str, Any], *required: str, version: Microversion = (2, 1)
) -> dict[str, Any]:
    """An object of these members; unknown ones are refused, and passed over by v1.1 and v2."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": version == LEGACY,
    }


@cache
def create(version: Microversion) -> Schema:
    """The body of ``POST /servers``."""
    properties = _at(CREATE, ADDED, version)
    required = ["name", "flavorRef"]
    if version >= (2, 37):
        required.append("networks")
    if version >= (2, 57):
        properties.pop("personality")
    if version < (2, 67):
        properties["block_device_mapping_v2"] = _without_volume_type(
            properties["block_device_mapping_v2"]
        )
    body = obj({"server": obj(properties, *required, version=version)}, "server", version=version)
    for name in ("os:scheduler_hints", "OS-SCH-HNT:scheduler_hints"):
        body["properties"][name] = HINTS
    return body


@cache
def update(version: Microversion) -> Schema:
    """The body of ``PUT /servers/ID``."""
    properties = dict(UPDATE)
    if version >= (2, 19):
        properties["description"] = {"type": ["string", "null"], "maxLength": 255}
    if version >= (2, 90):
        properties["hostname"] = _at(CREATE, ADDED, version)["hostname"]
    return obj({"server": obj(properties, version=version)}, "server", version=version)


@cache
def rebuild(version: Microversion) -> Schema:
    """What ``rebuild`` takes."""
    properties = _at(REBUILD, REBUILD_ADDED, version)
    if version >= (2, 57):
        properties.pop("personality")
    return obj(properties, "imageRef", version=version)


def _at(
    base: Mapping[str, Any],
    added: tuple[tuple[Microversion, dict[str, Any]], ...],
    version: Microversion,
) -> dict[str, Any]:
    properties = copy.deepcopy(dict(base))
    for since, more in added:
        if version >= since:
            properties.update(more)
    return properties


def _without_volume_type(schema: Mapping[str, Any]) -> dict[str, Any]:
    changed = copy.deepcopy(dict(schema))
    changed["items"]["properties"].pop("volume_type")
    return changed
