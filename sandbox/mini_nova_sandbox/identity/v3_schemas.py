"""The bodies of v3's requests about projects and users (JSON Schema)."""

from __future__ import annotations

from typing import Any

_NAME = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"\S"}
_TEXT = {"type": ["string", "null"], "maxLength": 65535}
_ID = {"type": ["string", "null"], "maxLength": 64}
_FLAG = {"type": "boolean"}
_SECRET = {"type": ["string", "null"], "maxLength": 4096}
_TAGS = {
    "type": "array",
    "maxItems": 80,
    "items": {"type": "string", "minLength": 1, "maxLength": 255},
}
_PROJECT = {
    "name": {**_NAME, "maxLength": 64},
    "tags": _TAGS,
    "description": _TEXT,
    "enabled": _FLAG,
    "domain_id": _ID,
    "parent_id": _ID,
}
_USER = {
    "name": _NAME,
    "description": _TEXT,
    "enabled": _FLAG,
    "domain_id": _ID,
    "email": _TEXT,
    "default_project_id": _ID,
    "password": _SECRET,
}
_PASSWORDS = {
    "password": {**_SECRET, "type": "string", "minLength": 1},
    "original_password": {**_SECRET, "type": "string"},
}


def _wrap(kind: str, properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """Return the schema of ``{kind: {...}}``."""
    inner = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": True,
    }
    return {"type": "object", "properties": {kind: inner}, "required": [kind]}


_ROLE = {"name": _NAME, "description": _TEXT}
_DOMAIN = {"name": {**_NAME, "maxLength": 64}, "description": _TEXT, "enabled": _FLAG}
_GROUP = {"name": {**_NAME, "maxLength": 64}, "description": _TEXT, "domain_id": _ID}
_CREDENTIAL = {
    "type": {"type": "string", "minLength": 1, "maxLength": 255},
    "blob": {"type": "string", "maxLength": 65535},
    "project_id": _ID,
    "user_id": {"type": "string", "maxLength": 64},
}
CREATE_ROLE = _wrap("role", _ROLE, "name")
UPDATE_ROLE = _wrap("role", _ROLE)
CREATE_DOMAIN = _wrap("domain", _DOMAIN, "name")
UPDATE_DOMAIN = _wrap("domain", _DOMAIN)
CREATE_GROUP = _wrap("group", _GROUP, "name")
UPDATE_GROUP = _wrap("group", _GROUP)
CREATE_CREDENTIAL = _wrap("credential", _CREDENTIAL, "type", "blob")
UPDATE_CREDENTIAL = _wrap("credential", _CREDENTIAL)
PROJECT_TAGS = {"type": "object", "properties": {"tags": _TAGS}, "required": ["tags"]}
CREATE_PROJECT = _wrap("project", _PROJECT, "name")
UPDATE_PROJECT = _wrap("project", _PROJECT)
CREATE_USER = _wrap("user", _USER, "name")
UPDATE_USER = _wrap("user", _USER)
CHANGE_PASSWORD = _wrap("user", _PASSWORDS, "password", "original_password")
