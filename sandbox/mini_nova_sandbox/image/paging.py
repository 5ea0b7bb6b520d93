"""Glance's pages: how long they are, where they begin, and the links in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import ApiError, BadRequest
from mini_nova_sandbox.state.database import Row

DEFAULT_LIMIT = 25
MAX_LIMIT = 1000


def limit(call: Call) -> int:
    """Return how many items a page has. Raises BadRequest."""
    text = call.query_value("limit", str(DEFAULT_LIMIT))
    try:
        size = int(text[:20])
    except ValueError as error:
        raise BadRequest("limit param must be an integer") from error
    if size < 0:
        raise BadRequest("limit param must be positive")
    return min(size, MAX_LIMIT)


def after_marker(call: Call, rows: list[Row], key: str, refusal: ApiError) -> list[Row]:
    """Return the rows after the one whose ``key`` is the query's marker.

    Raises the refusal if none of them is.
    """
    marker = call.query_value("marker")
    if not marker:
        return rows
    for position, row in enumerate(rows):
        if row[key] == marker:
            return rows[position + 1 :]
    raise refusal


def body(
    call: Call, path: str, rows: Sequence[Row], views: Sequence[Any], key: str
) -> dict[str, Any]:
    """Return a page of the collection at a path, with a link to the next if it is full.

    ``views`` show the rows; ``key`` is the column that the next page's marker has.
    """
    collection = path.rpartition("/")[2]
    parameters = {name: value for name, value in call.query if name != "marker"}
    page: dict[str, Any] = {
        collection: views,
        "first": _link(path, parameters),
        "schema": path.replace("/v2/", "/v2/schemas/", 1),
    }
    if rows and len(rows) == limit(call):
        page["next"] = _link(path, {**parameters, "marker": rows[-1][key]})
    return page


def _link(path: str, parameters: dict[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path
