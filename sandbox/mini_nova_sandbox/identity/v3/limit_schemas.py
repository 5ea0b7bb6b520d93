"""The bodies of v3's requests about limits (JSON Schema)."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.identity.v3.schemas import wrap

_NUMBER = {"type": "integer", "minimum": -1, "maximum": 0x7FFFFFFF}
_ID = {"type": ["string", "null"], "maxLength": 64}
_TEXT = {"type": ["string", "null"], "maxLength": 65535}
_NAME = {"type": "string", "minLength": 1, "maxLength": 255}
_REGISTERED = {
    "service_id": {"type": "string", "maxLength": 64},
    "region_id": {"type": ["string", "null"], "maxLength": 255},
    "resource_name": _NAME,
    "default_limit": _NUMBER,
    "description": _TEXT,
}
_LIMIT = {
    "service_id": {"type": "string", "maxLength": 64},
    "region_id": {"type": ["string", "null"], "maxLength": 255},
    "resource_name": _NAME,
    "project_id": _ID,
    "domain_id": _ID,
    "resource_limit": _NUMBER,
    "description": _TEXT,
}


def _list(name: str, properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """Return the schema of ``{name: [{...}]}``."""
    item = {"type": "object", "properties": properties, "required": list(required)}
    items = {"type": "array", "minItems": 1, "maxItems": 100, "items": item}
    return {"type": "object", "properties": {name: items}, "required": [name]}


CREATE = {
    "registered_limit": _list(
        "registered_limits", _REGISTERED, "service_id", "resource_name", "default_limit"
    ),
    "limit": _list("limits", _LIMIT, "service_id", "resource_name", "resource_limit"),
}
UPDATE = {
    "registered_limit": wrap("registered_limit", _REGISTERED),
    "limit": wrap("limit", {"resource_limit": _NUMBER, "description": _TEXT}),
}
