"""Schemas of the bodies of ``os-aggregates`` (JSON Schema; the limits are Nova's)."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.http.validation import Schema

ZONE = {"type": ["string", "null"], "minLength": 1, "maxLength": 255, "pattern": "^[^:]*$"}
NAMES = {"name": schemas.NAME, "availability_zone": ZONE}
CREATE = schemas.obj({"aggregate": schemas.obj(NAMES, "name")}, "aggregate")
UPDATE = schemas.obj({"aggregate": {**schemas.obj(NAMES), "minProperties": 1}}, "aggregate")
METADATA = {
    "type": "object",
    "patternProperties": {
        r"^[a-zA-Z0-9-_:. ]{1,255}$": {"type": ["string", "null"], "maxLength": 255}
    },
    "additionalProperties": False,
}
HOST = schemas.obj({"host": schemas.HOST}, "host")
ACTIONS: Mapping[str, Schema] = {
    "add_host": HOST,
    "remove_host": HOST,
    "set_metadata": schemas.obj({"metadata": METADATA}, "metadata"),
}
IMAGE = schemas.obj({"id": schemas.UUID}, "id")
IMAGES = schemas.obj({"cache": {"type": "array", "minItems": 1, "items": IMAGE}}, "cache")
