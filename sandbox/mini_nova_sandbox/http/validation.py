"""JSON Schema validation, with messages in Nova's words that never repeat a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import ValidationError

Schema = Mapping[str, Any]
MAX_MESSAGE = 2000
SECRET_MEMBERS = {
    "adminPass",
    "password",
    "original_password",
    "secret",
    "user_data",
    "personality",
    "auth",
}
_VALIDATORS: dict[int, Draft7Validator] = {}  # by the schema's id; a validator keeps its schema


def schema_problem(schema: Schema, value: Any, root: str = "") -> str:
    """Return the first violation of a schema, or '' if the value is valid.

    The services stop at the first one, too. ``root`` is the name of the value itself.
    """
    error = violation(schema, value)
    if error is None:
        return ""
    return _message(error, root)[:MAX_MESSAGE]


def violation(schema: Schema, value: Any) -> ValidationError | None:
    """Return the first violation of a schema, or None if the value is valid."""
    return next(_validator(schema).iter_errors(value), None)


def _validator(schema: Schema) -> Draft7Validator:
    from jsonschema import Draft7Validator

    if id(schema) not in _VALIDATORS:
        _VALIDATORS[id(schema)] = Draft7Validator(schema)
    return _VALIDATORS[id(schema)]


def _message(error: ValidationError, root: str) -> str:
    member = error.path[-1] if error.path else root
    if member == "":
        return str(error.message)
    prefix = f"Invalid input for field/attribute {member}."
    members = {str(part) for part in error.path}
    if members & SECRET_MEMBERS:
        return prefix
    value = _without_secrets(error.instance)
    return f"{prefix} Value: {value}. {_reason(error)}"


def _reason(error: ValidationError) -> str:
    """Return what is wrong: a pattern that has a name is called by it."""
    if error.validator == "pattern" and isinstance(error.schema, dict):
        name = error.schema.get("format")
        if name is not None:
            return f"{error.instance!r} is not a {name!r}"
    return str(error.message)


def _without_secrets(value: Any) -> Any:
    """Mask the secret members of an object; other values stay as they are."""
    if not isinstance(value, dict):
        return value
    return {name: "***" if name in SECRET_MEMBERS else member for name, member in value.items()}
