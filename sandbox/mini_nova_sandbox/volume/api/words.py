"""Names and descriptions as Cinder cleans and limits them, and the words for true and false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.volume.api.schemas import FALSE, TRUE

MAX_LENGTH = 255
COLUMNS = {  # by the members that set them; the old ones are of Cinder's first API
    "name": "name",
    "display_name": "name",
    "description": "description",
    "display_description": "description",
}


def display(item: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the columns ``name`` and ``description`` that a body sets. Raises BadRequest."""
    changes: dict[str, str | None] = {}
    for member, column in COLUMNS.items():
        if member in item:
            changes[column] = _clean(item[member], column)
    return changes


def _clean(text: str | None, column: str) -> str | None:
    if text is None:
        return None
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise BadRequest(
            f"Invalid input received: {column} has {len(text)} characters, more than {MAX_LENGTH}."
        )
    return text


def flag(call: Call, name: str) -> bool:
    """Return a truth of the query; without the parameter it is False. Raises BadRequest."""
    value = call.query_value(name, "false")
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise BadRequest(f"Value '{value}' for '{name}' is not a boolean.")
