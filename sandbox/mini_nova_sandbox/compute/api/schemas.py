"""Schemas of the bodies that create and change servers, by microversion.

They are JSON Schema (draft 7) with the limits of Nova's own schemas.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.validation import Schema

TEXT = {"type": "string", "maxLength": 255}
NAME = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": r"^(?! )[^\u0000-\u001f\u007f]*(?<! )$",
}
UUID = {
    "type": "string",
    "format": "uuid",
    "pattern": "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$",
}
TRUE = (True, "True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "y", "t")
FALSE = (False, "False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f")
BOOLEAN = {"type": ["boolean", "string"], "enum": [*TRUE, *FALSE]}
HOST = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[a-zA-Z0-9-._]*$"}
HOST_OR_NULL = {**HOST, "type": ["string", "null"]}
ANY_OBJECT = {"type": "object"}
COUNT = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 1,
    "maximum": 1_000_000,
}
NUMBER = {
    "type": ["integer", "string"],
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
    "maxItems": 1000,
    "items": {
        "type": "object",
        "properties": {
            "path": {"type": "string", "maxLength": 255},
            "contents": {"type": "string", "maxLength": 16384},
        },
        "additionalProperties": False,
    },
}
DEVICE_NAME = {"type": "string", "pattern": "^[a-zA-Z0-9._/-]{1,255}$"}
VOLUME_SIZE = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 1,
    "maximum": 2**31 - 1,
}
LEGACY_BLOCK_DEVICE = {
    "type": "object",
    "properties": {
        "virtual_name": TEXT,
        "volume_id": UUID,
        "snapshot_id": UUID,
        "volume_size": VOLUME_SIZE,
        "device_name": DEVICE_NAME,
        "delete_on_termination": BOOLEAN,
        "no_device": {},
        "connection_info": {"type": "string"},
    },
    "additionalProperties": False,
}
BLOCK_DEVICE = {
    "type": "object",
    "properties": {
        **LEGACY_BLOCK_DEVICE["properties"],  # type: ignore[dict-item]
        "source_type": {"type": "string", "enum": ["volume", "image", "snapshot", "blank"]},
        "uuid": {"type": "string", "pattern": "^[a-zA-Z0-9._-]{1,255}$"},
        "image_id": UUID,
        "destination_type": {"type": "string", "enum": ["local", "volume"]},
        "guest_format": TEXT,
        "device_type": TEXT,
        "disk_bus": TEXT,
        "boot_index": {"type": ["integer", "string", "null"], "pattern": "^-?[0-9]{1,3}$"},
        "tag": {"type": "string", "maxLength": 60},
        "volume_type": {"type": ["string", "null"], "maxLength": 255},
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
    "block_device_mapping": {"type": "array", "items": LEGACY_BLOCK_DEVICE, "maxItems": 26},
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
OPTIONAL_TEXT = {"type": ["string", "null"], "maxLength": 255}
CERTIFICATES = {
    "type": ["array", "null"],
    "items": {**TEXT, "minLength": 1},
    "maxItems": 50,
    "minItems": 1,
    "uniqueItems": True,
}
HOSTNAME = {
    "type": "string",
    "minLength": 1,
    "maxLength": 63,
    "pattern": "^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$",
}
HOSTNAME_FQDN = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": "^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$",
}
NETWORKS_OR_WORD = {"oneOf": [NETWORKS, {"type": "string", "enum": ["none", "auto"]}]}
Additions = Mapping[Microversion, Mapping[str, Any]]  # by the microversion that adds them
CREATE_ADDITIONS: Additions = {
    microversions.DESCRIPTION: {"description": OPTIONAL_TEXT},
    microversions.NETWORKS_REQUIRED: {"networks": NETWORKS_OR_WORD},
    microversions.TAGS_AT_CREATE: {"tags": TAGS},
    microversions.IMAGE_CERTIFICATES: {"trusted_image_certificates": CERTIFICATES},
    microversions.HOST_AT_CREATE: {"host": TEXT, "hypervisor_hostname": TEXT},
    microversions.HOSTNAME: {"hostname": HOSTNAME},
    microversions.HOSTNAME_FQDN: {"hostname": HOSTNAME_FQDN},
}
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
REBUILD_ADDITIONS: Additions = {
    microversions.DESCRIPTION: {"description": OPTIONAL_TEXT},
    microversions.REBUILD_KEY: {"key_name": OPTIONAL_TEXT},
    microversions.NO_PERSONALITY: {"user_data": {"type": ["string", "null"], "maxLength": 65535}},
    microversions.IMAGE_CERTIFICATES: {"trusted_image_certificates": CERTIFICATES},
    microversions.HOSTNAME: {"hostname": HOSTNAME},
    microversions.HOSTNAME_FQDN: {"hostname": HOSTNAME_FQDN},
}
UPDATE = {
    "name": NAME,
    "OS-DCF:diskConfig": CREATE["OS-DCF:diskConfig"],
    "accessIPv4": IPV4,
    "accessIPv6": IPV6,
}
UPDATE_ADDITIONS: Additions = {
    microversions.DESCRIPTION: {"description": OPTIONAL_TEXT},
    microversions.HOSTNAME: {"hostname": HOSTNAME},
    microversions.HOSTNAME_FQDN: {"hostname": HOSTNAME_FQDN},
    microversions.REPIN: {"pinned_availability_zone": OPTIONAL_TEXT},
}


def obj(
    properties: Mapping[str, Any],
    *required: str,
    version: Microversion = microversions.OLDEST,
) -> dict[str, Any]:
    """Return the schema of an object; v1.1 and v2 ignore unknown members, v2.1 refuses them."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": version == microversions.LEGACY,
    }


ONE_ITEM = {**METADATA, "minProperties": 1, "maxProperties": 1}
METADATA_BODY = obj({"metadata": METADATA}, "metadata")
ITEM_BODY = obj({"meta": ONE_ITEM}, "meta")


@cache
def create(version: Microversion) -> Schema:
    """Return the schema of ``POST /servers``."""
    properties = _properties(CREATE, CREATE_ADDITIONS, version)
    required = ["name", "flavorRef"]
    if version >= microversions.NETWORKS_REQUIRED:
        required.append("networks")
    if version >= microversions.NO_PERSONALITY:
        del properties["personality"]
    if version < microversions.VOLUME_TYPE:
        block_device = properties["block_device_mapping_v2"]["items"]
        del block_device["properties"]["volume_type"]
    server = obj(properties, *required, version=version)
    body = obj({"server": server}, "server", version=version)
    for name in ("os:scheduler_hints", "OS-SCH-HNT:scheduler_hints"):
        body["properties"][name] = HINTS
    return body


@cache
def update(version: Microversion) -> Schema:
    """Return the schema of ``PUT /servers/ID``."""
    server = obj(_properties(UPDATE, UPDATE_ADDITIONS, version), version=version)
    return obj({"server": server}, "server", version=version)


@cache
def rebuild(version: Microversion) -> Schema:
    """Return the schema of the action ``rebuild``."""
    properties = _properties(REBUILD, REBUILD_ADDITIONS, version)
    if version >= microversions.NO_PERSONALITY:
        del properties["personality"]
    return obj(properties, "imageRef", version=version)


def _properties(
    base: Mapping[str, Any], additions: Additions, version: Microversion
) -> dict[str, Any]:
    """Return a copy of the properties that a microversion has."""
    properties = dict(base)
    for since, added_properties in additions.items():
        if version >= since:
            properties |= added_properties
    return copy.deepcopy(properties)
