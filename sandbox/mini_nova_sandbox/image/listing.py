"""Lists of images: filter, sort and page."""

from __future__ import annotations

import json
from itertools import islice, zip_longest
from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.image.views import view
from mini_nova_sandbox.state.database import Row

DEFAULT_LIMIT = 25
MAX_LIMIT = 1000
MAX_SORT_KEYS = 8
CONTROL = ("limit", "marker", "sort", "sort_key", "sort_dir", "member_status", "changes-since")
SORTABLE = (
    "name",
    "status",
    "container_format",
    "disk_format",
    "size",
    "id",
    "created_at",
    "updated_at",
    "min_disk",
    "min_ram",
    "owner",
    "visibility",
)
BOOLEANS = ("protected", "os_hidden")
TRUE = ("true", "1")
FALSE = ("false", "0")


def page(call: Call, rows: list[Row]) -> dict[str, Any]:
    """Return the body of a list: the page of the query and the link to the next. Raises BadRequest.

    ``rows`` are the images that the caller may see.
    """
    matches = [row for row in rows if _is_match(call, row)]
    matches = _sort(call, matches)
    limit = call.query_number("limit", DEFAULT_LIMIT)
    limit = min(limit, MAX_LIMIT)
    matches = _after_marker(call, matches)
    images = matches[:limit]
    parameters = [(name, value) for name, value in call.query if name != "marker"]
    body: dict[str, Any] = {
        "images": [view(row) for row in images],
        "first": _link(parameters),
        "schema": "/v2/schemas/images",
    }
    has_more = len(matches) > len(images)
    if images and has_more:
        marker = images[-1]["id"]
        parameters.append(("marker", marker))
        body["next"] = _link(parameters)
    return body


def _link(parameters: list[tuple[str, str]]) -> str:
    if not parameters:
        return "/v2/images"
    query = urlencode(parameters)
    return f"/v2/images?{query}"


def _is_match(call: Call, row: Row) -> bool:
    if not _is_listed(call, row):
        return False
    filters = [(name, value) for name, value in call.query if name not in CONTROL]
    return all(_matches(call, row, name, value) for name, value in filters)


def _is_listed(call: Call, row: Row) -> bool:
    """Whether the query asks for images like this one, if they are hidden or a community's."""
    if row["os_hidden"] and not call.query_values("os_hidden"):
        return False
    if row["visibility"] != "community":
        return True
    is_own = row["owner"] == call.caller.project_id
    return is_own or bool(call.query_value("visibility"))


def _matches(call: Call, row: Row, name: str, value: str) -> bool:
    """Whether an image fits one filter: a size, a tag, a visibility, or a member's value."""
    if name in ("size_min", "size_max"):
        return _matches_size(row["size"], name, call)
    if name == "tag":
        tags = json.loads(row["tags"])
        return value in tags
    if name == "visibility" and value == "all":
        return True
    member = _member(row, name)
    if name not in BOOLEANS:
        return _matches_text(str(member), value)
    spellings = TRUE if member else FALSE
    return value.lower() in spellings


def _member(row: Row, name: str) -> Any:
    """Return a column of an image, or a custom property; None if it has neither."""
    if name in row:
        return row[name]
    properties = json.loads(row["properties"])
    return properties.get(name)


def _matches_size(size: int | None, name: str, call: Call) -> bool:
    if size is None:
        return False
    limit = call.query_number(name, 0)
    if name == "size_min":
        return size >= limit
    return size <= limit


def _matches_text(text: str, value: str) -> bool:
    """Whether a text is the value, or one of the alternatives of ``in:"a","b"``."""
    if not value.startswith("in:"):
        return text == value
    words = value.removeprefix("in:").split(",")
    alternatives = [word.strip('"') for word in words]
    return text in alternatives


def _sort(call: Call, rows: list[Row]) -> list[Row]:
    """Sort by ``sort=name:asc,...``, or by ``sort_key`` and ``sort_dir``. Raises BadRequest.

    Sorting is stable, so the keys are applied from the last to the first.
    """
    keys = _sort_keys(call)
    for key, direction in reversed(keys[:MAX_SORT_KEYS]):
        if key not in SORTABLE or direction not in ("asc", "desc"):
            raise BadRequest(f"Invalid sort key or direction: {key} {direction}")
        is_descending = direction == "desc"
        rows = _sort_by(rows, key, is_descending=is_descending)
    return rows


def _sort_by(rows: list[Row], key: str, *, is_descending: bool) -> list[Row]:
    """Sort by one column; None comes first, or last if descending."""

    def rank(row: Row) -> tuple[bool, Any]:
        value = row[key]
        if value is None:
            return False, 0
        return True, value

    return sorted(rows, key=rank, reverse=is_descending)


def _sort_keys(call: Call) -> list[tuple[str, str]]:
    """Return the sort keys of the query with their directions, which default to desc."""
    sort = call.query_value("sort")
    if sort:
        return [_sort_key(part) for part in sort.split(",")]
    sort_keys = call.query_values("sort_key")
    directions = call.query_values("sort_dir") or ["desc"]
    last = directions[-1]  # the last direction is for the remaining keys
    pairs = zip_longest(sort_keys, directions, fillvalue=last)
    return list(islice(pairs, len(sort_keys)))


def _sort_key(text: str) -> tuple[str, str]:
    """Split ``name:asc``."""
    key, _, direction = text.partition(":")
    direction = direction.strip() or "desc"
    return key.strip(), direction


def _after_marker(call: Call, rows: list[Row]) -> list[Row]:
    """Return the rows that follow the query's marker. Raises BadRequest if it is not among them."""
    marker = call.query_value("marker")
    if not marker:
        return rows
    ids = [row["id"] for row in rows]
    if marker not in ids:
        raise BadRequest(f"Invalid marker: {marker}")
    return rows[ids.index(marker) + 1 :]
