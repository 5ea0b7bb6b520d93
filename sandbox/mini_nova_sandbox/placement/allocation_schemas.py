"""The bodies of allocations, which have changed with the microversions."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.placement.inventories import MAX_UNIT
from mini_nova_sandbox.placement.provider_api import UUID_TEXT

OWNERS = (1, 8)
BY_PROVIDER = (1, 12)
GENERATIONS = (1, 28)
MAPPINGS = (1, 34)
TYPES = (1, 38)
_ID = {"type": "string", "minLength": 1, "maxLength": 255}
_AMOUNTS: Schema = {
    "type": "object",
    "minProperties": 1,
    "patternProperties": {
        "^[0-9A-Z_]+$": {"type": "integer", "minimum": 1, "maximum": MAX_UNIT},
    },
    "additionalProperties": False,
}
_LIST: Schema = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {
            "resource_provider": {
                "type": "object",
                "properties": {"uuid": UUID_TEXT},
                "required": ["uuid"],
                "additionalProperties": False,
            },
            "resources": _AMOUNTS,
        },
        "required": ["resource_provider", "resources"],
        "additionalProperties": False,
    },
}
_BY_PROVIDER: Schema = {
    "type": "object",
    "patternProperties": {
        UUID_TEXT["pattern"]: {
            "type": "object",
            "properties": {"generation": {"type": "integer"}, "resources": _AMOUNTS},
            "required": ["resources"],
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}


def allocations(version: Microversion) -> Schema:
    """Return the schema of one consumer's allocations in a microversion."""
    properties: dict[str, Any] = {"allocations": _LIST}
    required = ["allocations"]
    if version >= OWNERS:
        properties |= {"project_id": _ID, "user_id": _ID}
        required += ["project_id", "user_id"]
    if version >= BY_PROVIDER:
        properties["allocations"] = {**_BY_PROVIDER, "minProperties": 1}
    if version >= GENERATIONS:
        properties["allocations"] = _BY_PROVIDER
        properties["consumer_generation"] = {"type": ["integer", "null"]}
        required.append("consumer_generation")
    if version >= MAPPINGS:
        properties["mappings"] = {"type": "object"}
    if version >= TYPES:
        properties["consumer_type"] = {"type": "string", "pattern": "^[A-Z0-9_]+$", **_ID}
        required.append("consumer_type")
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
