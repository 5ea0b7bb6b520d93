"""Schemas of the actions' arguments (JSON Schema; the limits are Nova's)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.validation import Schema

ADDRESS: Schema = {
    "type": "object",
    "properties": {
        "address": {"type": "string", "maxLength": 45},
        "fixed_address": {"type": "string", "maxLength": 45},
    },
    "required": ["address"],
}
NETWORK: Schema = {
    "type": "object",
    "properties": {"networkId": schemas.UUID},
    "required": ["networkId"],
}
SECURITY_GROUP: Schema = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 255}},
    "required": ["name"],
}
LENGTH: Schema = {
    "type": ["integer", "string", "null"],
    "pattern": "^-?[0-9]{1,9}$",
    "minimum": -1,
    "maximum": 2**31 - 1,
}
REBOOTS = ["HARD", "Hard", "hard", "SOFT", "Soft", "soft"]
ANYTHING: Schema = {}


def _console(*types: str) -> Schema:
    return schemas.obj({"type": {"type": "string", "enum": list(types)}}, "type")


SCHEMAS: Mapping[str, Schema] = {
    "reboot": {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": REBOOTS}},
        "required": ["type"],
        "additionalProperties": False,
    },
    "rescue": {
        "type": ["object", "null"],
        "properties": {"adminPass": schemas.TEXT, "rescue_image_ref": schemas.UUID},
        "additionalProperties": False,
    },
    "createImage": {
        "type": "object",
        "properties": {"name": schemas.NAME, "metadata": schemas.METADATA},
        "required": ["name"],
        "additionalProperties": False,
    },
    "createBackup": schemas.obj(
        {
            "name": schemas.NAME,
            "backup_type": {"type": "string", "maxLength": 255},
            "rotation": schemas.NUMBER,
            "metadata": schemas.METADATA,
        },
        "name",
        "backup_type",
        "rotation",
    ),
    "os-getVNCConsole": _console("novnc", "xvpvnc"),
    "os-getSPICEConsole": _console("spice-html5"),
    "os-getSerialConsole": _console("serial"),
    "changePassword": {
        "type": "object",
        "properties": {"adminPass": schemas.TEXT},
        "required": ["adminPass"],
    },
    "os-getConsoleOutput": {"type": ["object", "null"], "properties": {"length": LENGTH}},
    "os-resetState": {
        "type": "object",
        "properties": {"state": {"type": "string", "enum": [states.ACTIVE, states.ERROR]}},
        "required": ["state"],
    },
    "resize": {
        "type": "object",
        "properties": {
            "flavorRef": {"type": ["string", "integer"], "minLength": 1, "maxLength": 255},
            "OS-DCF:diskConfig": {"type": "string", "enum": ["AUTO", "MANUAL"]},
        },
        "required": ["flavorRef"],
        "additionalProperties": False,
    },
    "addSecurityGroup": SECURITY_GROUP,
    "removeSecurityGroup": SECURITY_GROUP,
    "addFixedIp": NETWORK,
    "removeFixedIp": ADDRESS,
    "addFloatingIp": ADDRESS,
    "removeFloatingIp": ADDRESS,
}


LOCK: Schema = {
    **schemas.obj({"locked_reason": {**schemas.TEXT, "minLength": 1}}),
    "type": ["object", "null"],
}
MIGRATE: Schema = {**schemas.obj({"host": schemas.HOST_OR_NULL}), "type": ["object", "null"]}
BLOCK_MIGRATION: Schema = {**schemas.BOOLEAN, "enum": [*schemas.TRUE, *schemas.FALSE, "auto"]}
UNSHELVE_TO_ZONE: Schema = {
    **schemas.obj({"availability_zone": schemas.NAME}, "availability_zone"),
    "type": ["object", "null"],
}
UNSHELVE_TO_HOST: Schema = {
    **schemas.obj({"availability_zone": {"type": ["string", "null"]}, "host": {"type": "string"}}),
    "type": ["object", "null"],
}


@cache
def _live_migration(version: Microversion) -> Schema:
    properties: dict[str, Any]
    if version < microversions.AUTO_BLOCK_MIGRATION:
        properties = {
            "block_migration": schemas.BOOLEAN,
            "disk_over_commit": schemas.BOOLEAN,
            "host": schemas.HOST_OR_NULL,
        }
        return schemas.obj(properties, *properties)
    properties = {"block_migration": BLOCK_MIGRATION, "host": schemas.HOST_OR_NULL}
    required = tuple(properties)
    if microversions.LIVE_FORCE <= version < microversions.NO_FORCE:
        properties["force"] = schemas.BOOLEAN
    return schemas.obj(properties, *required)


@cache
def _evacuate(version: Microversion) -> Schema:
    properties = {"host": schemas.HOST, "adminPass": schemas.TEXT}
    if version < microversions.EVACUATE_WITHOUT_STORAGE:
        properties["onSharedStorage"] = schemas.BOOLEAN
        return schemas.obj(properties, "onSharedStorage")
    if microversions.EVACUATE_FORCE <= version < microversions.NO_FORCE:
        properties["force"] = schemas.BOOLEAN
    return schemas.obj(properties)


def _migrate(version: Microversion) -> Schema:
    return MIGRATE if version >= microversions.MIGRATE_TO_HOST else ANYTHING


def _lock(version: Microversion) -> Schema:
    return LOCK if version >= microversions.LOCKED_REASON else ANYTHING


def _unshelve(version: Microversion) -> Schema:
    if version >= microversions.UNSHELVE_TO_HOST:
        return UNSHELVE_TO_HOST
    return UNSHELVE_TO_ZONE if version >= microversions.UNSHELVE_TO_ZONE else ANYTHING


BY_VERSION: Mapping[str, Callable[[Microversion], Schema]] = {
    "rebuild": schemas.rebuild,
    "lock": _lock,
    "migrate": _migrate,
    "os-migrateLive": _live_migration,
    "evacuate": _evacuate,
    "unshelve": _unshelve,
}


def action_schema(name: str, version: Microversion) -> Schema:
    """Return the schema of an action's arguments."""
    if name in BY_VERSION:
        return BY_VERSION[name](version)
    return SCHEMAS.get(name, ANYTHING)
