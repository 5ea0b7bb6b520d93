"""Glance's JSON patch: ``[{"op": "replace", "path": "/name", "value": "x"}]`` worked into members of an image. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden
from mini_nova_sandbox.image.schemas import READ_ONLY, SETTABLE

MEDIA = (
    "application/openstack-images-v2.1-json-patch",
    "application/openstack-images-v2.0-json-patch",
)
MOST = 150


def applied(members: Mapping[str, Any], changes: Any, *, old_form: bool) -> dict[str, Any]:
    """The members (settable ones and custom properties) after the changes. Raises BadRequest, Conflict, Forbidden."""
    if not isinstance(changes, list) or len(changes) > MOST:
        raise BadRequest("Request body must be a JSON array of operation objects.")
    result = dict(members)
    for change in changes:
        operation, path, value = _parts(change, old_form=old_form)
        _apply(result, operation, path, value)
    return result


def _parts(change: Any, *, old_form: bool) -> tuple[str, str, Any]:
    if not isinstance(change, dict):
        raise BadRequest("Operations must be JSON objects.")
    if old_form:
        operation = next((name for name in ("add", "replace", "remove") if name in change), "")
        path = change.get(operation, "")
    else:
        operation, path = change.get("op", ""), change.get("path", "")
    if operation not in ("add", "replace", "remove") or not isinstance(path, str):
        raise BadRequest("Operations must be add, replace or remove, with a path.")
    if operation != "remove" and "value" not in change:
        raise BadRequest(f'Operation "{operation}" requires a member named "value".')
    name = path.removeprefix("/")
    if (
        not path.startswith("/")
        or not name
        or len(name) > 255
        or ("/" in name and not name.startswith("tags/"))
    ):
        raise BadRequest(f"Invalid path: {path}")
    return operation, name.replace("~1", "/").replace("~0", "~"), change.get("value")


def _apply(members: dict[str, Any], operation: str, name: str, value: Any) -> None:
    if name in READ_ONLY or name in ("id", "owner"):
        raise Forbidden(f"Attribute '{name}' is read-only.")
    if operation == "add" and name.startswith("tags/"):
        members["tags"] = [*members.get("tags", []), value]
    elif operation == "remove":
        if name not in members:
            raise Conflict(f"Property {name} does not exist.")
        if name in SETTABLE:
            raise Forbidden(f"Property '{name}' may not be removed.")
        del members[name]
    else:
        if operation == "replace" and name not in members:
            raise Conflict(f"Property {name} does not exist.")
        members[name] = value
