"""Glance's JSON patch: parse ``[{"op": "replace", "path": "/name", "value": "x"}]``, and apply it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, UnsupportedMediaType
from mini_nova_sandbox.image import schemas

MEDIA_TYPE = "application/openstack-images-v2.1-json-patch"
OLD_MEDIA_TYPE = "application/openstack-images-v2.0-json-patch"
MEDIA_TYPES = (OLD_MEDIA_TYPE, MEDIA_TYPE)
OPERATIONS = ("add", "remove", "replace")
DENIED = "Access was denied to this resource."
_ADJACENT_SLASHES = re.compile(r"/\s*?/")
_BAD_ESCAPE = re.compile("~[^01]|~$")


@dataclass(frozen=True)
class Change:
    """One operation on a member; ``is_old`` is the form of v2.0, which adds only what is new."""

    operation: str
    name: str
    value: Any
    is_old: bool


def parse(body: Any, media_type: str) -> list[Change]:
    """Return the changes of a body. Raises BadRequest, Forbidden, UnsupportedMediaType.

    The old media type writes ``{"replace": "/name", "value": "x"}``.
    """
    if media_type not in MEDIA_TYPES:
        raise _unsupported(media_type)
    if not isinstance(body, list):
        raise BadRequest("Request body must be a JSON array of operation objects.")
    is_old = media_type == OLD_MEDIA_TYPE
    return [_change(change, is_old=is_old) for change in body]


def _unsupported(media_type: str) -> UnsupportedMediaType:
    types = ", ".join(MEDIA_TYPES)
    return UnsupportedMediaType(
        f"The request media type {media_type} is not supported by this server."
        f" Image PATCH expects Content-Type one of: {types}",
        headers={"accept-patch": types},
    )


def _change(change: Any, *, is_old: bool) -> Change:
    if not isinstance(change, dict):
        raise BadRequest("Operations must be JSON objects.")
    operation, pointer = _old_operation(change) if is_old else _operation(change)
    name = _member_name(operation, pointer)
    if operation != "remove" and "value" not in change:
        raise BadRequest(f'Operation "{operation}" requires a member named "value".')
    schemas.check_writable(name)
    if name == "id":
        raise Forbidden("Attribute 'id' is read-only.")
    value = change.get("value")
    if operation != "remove":
        is_item = name == "locations" and operation == "add"
        schemas.check_image({name: [value] if is_item else value})
    return Change(operation, name, value, is_old)


def _operation(change: Mapping[str, Any]) -> tuple[str, Any]:
    available = ", ".join(OPERATIONS)
    if "op" not in change:
        raise BadRequest(
            "Unable to find `op` in JSON Schema change."
            f" It must be one of the following: {available}."
        )
    operation = change["op"]
    if operation not in OPERATIONS:
        raise BadRequest(
            f"Invalid operation: `{operation}`. It must be one of the following: {available}."
        )
    if "path" not in change:
        raise BadRequest("Unable to find 'path' in JSON Schema change")
    return operation, change["path"]


def _old_operation(change: Mapping[str, Any]) -> tuple[str, Any]:
    operations = [name for name in OPERATIONS if name in change]
    if len(operations) != 1:
        quantity = "only" if operations else "exactly"
        raise BadRequest(
            f"Operation objects must contain {quantity} one member"
            ' named "add", "remove", or "replace".'
        )
    operation = operations[0]
    return operation, change[operation]


def _member_name(operation: str, pointer: Any) -> str:
    """Return the member that a JSON pointer (RFC 6901) points to. Raises BadRequest."""
    problem = _pointer_problem(pointer)
    if problem:
        raise BadRequest(f"Pointer `{pointer}` {problem}")
    words = [_unescape(word) for word in pointer.lstrip("/").split("/")]
    name = words[0]
    has_position = name == "locations" and operation in ("add", "remove")
    length = 2 if has_position else 1
    if len(words) != length:
        path = "/".join(words)
        raise BadRequest(f"Invalid JSON pointer for this resource: '/{path}'")
    return name


def _pointer_problem(pointer: Any) -> str:
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        return 'does not start with "/".'
    if _ADJACENT_SLASHES.search(pointer[1:]):
        return 'contains adjacent "/".'
    if len(pointer) > 1 and pointer.endswith("/"):
        return 'end with "/".'
    if _BAD_ESCAPE.search(pointer):
        return 'contains "~" not part of a recognized escape sequence.'
    return ""


def _unescape(word: str) -> str:
    return word.replace("~1", "/").replace("~0", "~").strip()


def apply(members: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """Return an image's members after changes. Raises Conflict, Forbidden."""
    result = dict(members)
    for change in changes:
        _apply(result, change)
    return result


def _apply(members: dict[str, Any], change: Change) -> None:
    name = change.name
    if name == "locations":
        raise Forbidden(_locations_refusal(change))
    exists = name in members
    if change.operation == "add" and change.is_old and exists:
        raise Conflict(f"Property {name} already present.")
    if change.operation != "add" and not exists:
        raise Conflict(f"Property {name} does not exist.")
    if change.operation != "remove":
        members[name] = change.value
        return
    if name in schemas.PROPERTIES:
        raise Forbidden(f"{DENIED} Property {name} may not be removed.")
    del members[name]


def _locations_refusal(change: Change) -> str:
    """Return why the locations of an image do not change: nobody sees them."""
    if change.operation == "replace" and not change.value:
        return f"{DENIED} Cannot set locations to empty list."
    verb = {"replace": "update"}.get(change.operation, change.operation)
    return f"It's not allowed to {verb} locations if locations are invisible."
