"""Schemas of the bodies that create and change flavors (JSON Schema; the limits are Nova's)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.validation import Schema

LARGEST = 2**31 - 1
NUMBER = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]{1,9}$",
    "minimum": 0,
    "maximum": LARGEST,
}
ABOVE_ZERO = {
    "type": ["integer", "string"],
    "pattern": "^[0-9]*[1-9][0-9]*$",
    "maxLength": 9,
    "minimum": 1,
    "maximum": LARGEST,
}
DESCRIPTION = {"type": ["string", "null"], "maxLength": 65535}
FLAVOR: Mapping[str, Any] = {
    "name": schemas.NAME,
    "id": {
        "type": ["string", "integer", "null"],
        "maxLength": 255,
        "pattern": "^[a-zA-Z0-9. _-]*$",
        "maximum": LARGEST,
    },
    "ram": ABOVE_ZERO,
    "vcpus": ABOVE_ZERO,
    "disk": NUMBER,
    "OS-FLV-EXT-DATA:ephemeral": NUMBER,
    "swap": NUMBER,
    "rxtx_factor": {
        "type": ["number", "string"],
        "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6})?$",
        "minimum": 0,
        "maximum": 1e6,
    },
    "os-flavor-access:is_public": schemas.BOOLEAN,
}
DESCRIBED_FLAVOR: Mapping[str, Any] = {**FLAVOR, "description": DESCRIPTION}


def _body(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    flavor = schemas.obj(properties, *required)
    return schemas.obj({"flavor": flavor}, "flavor")


CREATE = _body(FLAVOR, "name", "ram", "vcpus")
CREATE_WITHOUT_FACTOR = _body(
    {name: schema for name, schema in DESCRIBED_FLAVOR.items() if name != "rxtx_factor"},
    "name",
    "ram",
    "vcpus",
)
CREATE_DESCRIBED = _body(DESCRIBED_FLAVOR, "name", "ram", "vcpus")
UPDATE = _body({"description": DESCRIPTION}, "description")


def create_schema(version: Microversion) -> Schema:
    """Return the schema of ``POST /flavors``."""
    if version >= microversions.FLAVOR_NAME_FILTER:
        return CREATE_WITHOUT_FACTOR
    if version >= microversions.FLAVOR_DESCRIPTION:
        return CREATE_DESCRIBED
    return CREATE
