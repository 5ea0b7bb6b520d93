"""Glance's JSON patch: apply ``[{"op": "replace", "path": "/name", "value": "x"}]`` to an image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.image.schemas import READ_ONLY, RESERVED, SETTABLE

MEDIA_TYPE = "application/openstack-images-v2.1-json-patch"
OLD_MEDIA_TYPE = "application/openstack-images-v2.0-json-patch"
OPERATIONS = ("add", "replace", "remove")
MAX_CHANGES = 150
MAX_NAME = 255


def apply(members: Mapping[str, Any], changes: Any, media_type: str) -> dict[str, Any]:
    """Return the members (settable ones and custom properties) after the changes.

    The old media type writes ``{"replace": "/name", "value": "x"}``. Raises BadRequest, Conflict,
    Forbidden.
    """
    if not isinstance(changes, list) or len(changes) > MAX_CHANGES:
        raise BadRequest("Request body must be a JSON array of operation objects.")
    result = dict(members)
    for change in changes:
        operation, path = _operation(change, media_type)
        name = _member_name(path)
        _apply(result, operation, name, change.get("value"))
    return result


def _operation(change: Any, media_type: str) -> tuple[str, str]:
    """Return the operation and path of a change. Raises BadRequest."""
    if not isinstance(change, dict):
        raise BadRequest("Operations must be JSON objects.")
    if media_type == OLD_MEDIA_TYPE:
        operation, path = _old_operation(change)
    else:
        operation = change.get("op", "")
        path = change.get("path", "")
    if operation not in OPERATIONS or not isinstance(path, str):
        raise BadRequest("Operations must be add, replace or remove, with a path.")
    if operation != "remove" and "value" not in change:
        raise BadRequest(f'Operation "{operation}" requires a member named "value".')
    return operation, path


def _old_operation(change: Mapping[str, Any]) -> tuple[str, Any]:
    for operation in OPERATIONS:
        if operation in change:
            return operation, change[operation]
    return "", ""


def _member_name(path: str) -> str:
    """Return the member that a JSON pointer (RFC 6901) points to. Raises BadRequest."""
    name = path.removeprefix("/")
    is_pointer = path.startswith("/")
    is_tag = name.startswith("tags/")
    is_nested = "/" in name and not is_tag
    has_length = 0 < len(name) <= MAX_NAME
    if is_nested or not is_pointer or not has_length:
        raise BadRequest(f"Invalid path: {path}")
    name = name.replace("~1", "/")
    return name.replace("~0", "~")


def _apply(members: dict[str, Any], operation: str, name: str, value: Any) -> None:
    if name in READ_ONLY or name == "id":
        raise Forbidden(f"Attribute '{name}' is read-only.")
    if name.startswith(RESERVED):
        raise Forbidden(f"Attribute '{name}' is reserved.")
    if operation == "add" and name.startswith("tags/"):
        tags = members.get("tags", [])
        members["tags"] = [*tags, value]
        return
    if operation != "add" and name not in members:
        raise Conflict(f"Property {name} does not exist.")
    if operation != "remove":
        members[name] = value
        return
    if name in SETTABLE:
        raise Forbidden(f"Property '{name}' may not be removed.")
    del members[name]
