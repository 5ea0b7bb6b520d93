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
_UNSETTABLE_FLAG = {"type": ["boolean", "null"]}
_MUTABILITY = {
    "type": "object",
    "properties": {"immutable": _UNSETTABLE_FLAG},
    "additionalProperties": False,
}
_USER_FLAGS = (
    "ignore_change_password_upon_first_use",
    "ignore_lockout_failure_attempts",
    "ignore_password_expiry",
    "ignore_user_inactivity",
    "lock_password",
    "multi_factor_auth_enabled",
)
_USER_OPTIONS = {
    "type": "object",
    "properties": {
        **dict.fromkeys(_USER_FLAGS, _UNSETTABLE_FLAG),
        "multi_factor_auth_rules": {
            "type": ["array", "null"],
            "items": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        },
    },
    "additionalProperties": False,
}
_PROJECT = {
    "name": {**_NAME, "maxLength": 64},
    "tags": _TAGS,
    "description": _TEXT,
    "enabled": _FLAG,
    "domain_id": _ID,
    "parent_id": _ID,
    "is_domain": _FLAG,
    "options": _MUTABILITY,
}
_USER = {
    "name": _NAME,
    "description": _TEXT,
    "enabled": _FLAG,
    "domain_id": _ID,
    "email": _TEXT,
    "default_project_id": _ID,
    "password": _SECRET,
    "options": _USER_OPTIONS,
}
_PASSWORDS = {
    "password": {**_SECRET, "type": "string", "minLength": 1},
    "original_password": {**_SECRET, "type": "string"},
}


def wrap(kind: str, properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """Return the schema of ``{kind: {...}}``."""
    inner = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": True,
    }
    return {"type": "object", "properties": {kind: inner}, "required": [kind]}


_ROLE = {"name": _NAME, "description": _TEXT, "domain_id": _ID, "options": _MUTABILITY}
_DOMAIN = {
    "name": {**_NAME, "maxLength": 64},
    "description": _TEXT,
    "enabled": _FLAG,
    "options": _MUTABILITY,
}
_GROUP = {"name": {**_NAME, "maxLength": 64}, "description": _TEXT, "domain_id": _ID}
_CREDENTIAL = {
    "type": {"type": "string", "minLength": 1, "maxLength": 255},
    "blob": {"type": "string", "maxLength": 65535},
    "project_id": _ID,
    "user_id": {"type": "string", "maxLength": 64},
}
CATALOG_INTERFACE: dict[str, Any] = {"type": "string", "enum": ["admin", "internal", "public"]}
_REGION_ID = {"type": ["string", "null"], "maxLength": 255}
_CATALOG: dict[str, dict[str, Any]] = {  # the members of what makes up the catalog
    "region": {
        "id": {"type": "string", "maxLength": 255},
        "description": _TEXT,
        "parent_region_id": _REGION_ID,
    },
    "service": {
        "type": {"type": "string", "minLength": 1, "maxLength": 255},
        "name": {"type": "string", "minLength": 1, "maxLength": 255},
        "description": _TEXT,
        "enabled": _FLAG,
    },
    "endpoint": {
        "interface": CATALOG_INTERFACE,
        "region_id": _REGION_ID,
        "region": _REGION_ID,
        "service_id": {"type": "string", "maxLength": 64},
        "url": {"type": "string", "maxLength": 225, "pattern": "^[a-zA-Z0-9+.-]+:.+"},
        "enabled": _FLAG,
        "name": {"type": "string", "maxLength": 255},
        "description": _TEXT,
    },
}


def catalog_schema(kind: str, *required: str, smallest: int = 1) -> dict[str, Any]:
    """Return the schema of a region, service, or endpoint with at least ``smallest`` members."""
    schema = wrap(kind, _CATALOG[kind], *required)
    schema["properties"][kind]["minProperties"] = smallest
    return schema


CREATE_ROLE = wrap("role", _ROLE, "name")
UPDATE_ROLE = wrap("role", _ROLE)
CREATE_DOMAIN = wrap("domain", _DOMAIN, "name")
UPDATE_DOMAIN = wrap("domain", _DOMAIN)
CREATE_GROUP = wrap("group", _GROUP, "name")
UPDATE_GROUP = wrap("group", _GROUP)
CREATE_CREDENTIAL = wrap("credential", _CREDENTIAL, "type", "blob")
UPDATE_CREDENTIAL = wrap("credential", _CREDENTIAL)
PROJECT_TAGS = {"type": "object", "properties": {"tags": _TAGS}, "required": ["tags"]}
CREATE_PROJECT = wrap("project", _PROJECT, "name")
UPDATE_PROJECT = wrap("project", _PROJECT)
CREATE_USER = wrap("user", _USER, "name")
UPDATE_USER = wrap("user", _USER)
CHANGE_PASSWORD = wrap("user", _PASSWORDS, "password", "original_password")
