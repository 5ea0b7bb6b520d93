"""Lists of images: check the query, filter, sort, and page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.image import images, paging
from mini_nova_sandbox.image.filters import Filters
from mini_nova_sandbox.image.views import view
from mini_nova_sandbox.state.database import Row

MAX_SORT_KEYS = 8
MEMBER_STATUSES = ("pending", "accepted", "rejected", "all")
CONTROL = ("limit", "marker", "sort", "sort_key", "sort_dir", "member_status")
SORTABLE = (
    "name",
    "status",
    "container_format",
    "disk_format",
    "size",
    "id",
    "created_at",
    "updated_at",
)
SortKey = tuple[str, str]  # the name of a column, and asc or desc


def page(call: Call) -> dict[str, Any]:
    """Return the body of a list: a page, and a link to the next if it is full. Raises BadRequest."""
    limit = paging.limit(call)
    member_status = call.query_value("member_status", "accepted")
    if member_status not in MEMBER_STATUSES:
        raise BadRequest(f"Invalid status: {member_status}")
    filters = Filters(call, [(name, value) for name, value in call.query if name not in CONTROL])
    sort_keys = _sort_keys(call)
    caller = call.caller
    rows = images.in_lists_of(call.database, caller.project_id, caller.is_admin, member_status)
    marker = call.query_value("marker")
    refusal = BadRequest(f"No image found with ID {marker}")
    rows = paging.after_marker(call, _sorted(rows, sort_keys), "id", refusal)
    matches = [row for row in rows if filters.matches(row)]
    rows = matches[:limit]
    return paging.body(call, "/v2/images", rows, [view(row) for row in rows], "id")


def _sort_keys(call: Call) -> list[SortKey]:
    """Return the sort keys of the query; the newest image comes first if nothing else decides.

    ``sort=name:asc,size`` is one spelling, ``sort_key`` and ``sort_dir`` are the other. Raises
    BadRequest.
    """
    sort = call.query_value("sort")
    names = call.query_values("sort_key")
    directions = call.query_values("sort_dir")
    if sort and (names or directions):
        raise BadRequest("Old and new sorting syntax cannot be combined")
    keys = [_sort_key(word) for word in sort.split(",")] if sort else _pairs(names, directions)
    for name, direction in keys:
        if name not in SORTABLE:
            raise BadRequest(
                f"Invalid sort key: {name}. It must be one of the following: {', '.join(SORTABLE)}."
            )
        if direction not in ("asc", "desc"):
            raise BadRequest(f"Invalid sort direction: {direction}")
    default = directions[0] if len(directions) == 1 else "desc"
    return [*keys[:MAX_SORT_KEYS], ("created_at", default), ("id", default)]


def _sort_key(text: str) -> SortKey:
    """Split ``name:asc``."""
    name, _, direction = text.partition(":")
    direction = direction.strip() or "desc"
    return name.strip(), direction


def _pairs(names: list[str], directions: list[str]) -> list[SortKey]:
    """Pair keys with directions: one for each, or one for all. Raises BadRequest."""
    names = names or ["created_at"]
    if len(directions) <= 1:
        directions = (directions or ["desc"]) * len(names)
    if len(directions) != len(names):
        raise BadRequest("Number of sort dirs does not match the number of sort keys")
    return list(zip(names, directions, strict=True))


def _sorted(rows: list[Row], keys: Sequence[SortKey]) -> list[Row]:
    """Sort by several keys. Sorting is stable, so they are applied from the last to the first."""
    for name, direction in reversed(keys):
        rows = _sorted_by(rows, name, is_descending=direction == "desc")
    return rows


def _sorted_by(rows: list[Row], name: str, *, is_descending: bool) -> list[Row]:
    """Sort by one column; None comes first, or last if descending."""

    def rank(row: Row) -> tuple[bool, Any]:
        value = row[name]
        return (False, 0) if value is None else (True, value)

    return sorted(rows, key=rank, reverse=is_descending)
