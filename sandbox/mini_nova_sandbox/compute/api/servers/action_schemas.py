"""Schemas of the actions' arguments (JSON Schema; the limits are Nova's)."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api import schemas
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
ANYTHING: Schema = {}
SCHEMAS: Mapping[str, Schema] = {
    "reboot": {
        "type": "object",
        "properties": {
            "type": {"type": "string", "pattern": "^([hH][aA][rR][dD]|[sS][oO][fF][tT])$"}
        },
        "required": ["type"],
        "additionalProperties": False,
    },
    "rescue": {
        "type": ["object", "null"],
        "properties": {"adminPass": schemas.TEXT, "rescue_image_ref": schemas.UUID},
        "additionalProperties": False,
    },
    "lock": {"type": ["object", "null"], "properties": {"locked_reason": schemas.TEXT}},
    "createImage": {
        "type": "object",
        "properties": {"name": schemas.NAME, "metadata": schemas.METADATA},
        "required": ["name"],
        "additionalProperties": False,
    },
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


def action_schema(name: str, version: Microversion) -> Schema:
    """Return the schema of an action's arguments."""
    if name == "rebuild":
        return schemas.rebuild(version)
    return SCHEMAS.get(name, ANYTHING)
