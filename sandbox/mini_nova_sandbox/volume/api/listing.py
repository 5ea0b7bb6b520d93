"""Lists as Cinder gives them: filters, sorting, pages, and a count."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.volume.api import microversions, words
from mini_nova_sandbox.volume.api.schemas import TRUE

MAX_LIMIT = 1000
CONTROL = (
    "limit",
    "marker",
    "offset",
    "sort",
    "sort_key",
    "sort_dir",
    "all_tenants",
    "with_count",
)
OWNERS = {"project_id": "project_id", "tenant_id": "project_id", "user_id": "user_id"}
NEWEST_FIRST = (("created_at", "desc"), ("id", "desc"))
Item = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True)
class Collection:
    """What can be asked of a list.

    ``filters`` and ``sort_keys`` give the columns by the words of the query. A bare list is answered
    without a link to its next page, and without a count.
    """

    name: str  # of the member with the list: volumes
    resource: str  # as in a refusal: Volume
    filters: Mapping[str, str]
    sort_keys: Mapping[str, str]
    is_bare: bool = False


def list_page(
    call: Call, collection: Collection, items: list[Item], view: Callable[[Call, Item], View]
) -> dict[str, Any]:
    """Return the body of a list: the page of the query, a link to the next, and the count.

    ``items`` are those of all projects, the newest first. Raises BadRequest, or NotFound for an
    unknown marker.
    """
    own_items = [item for item in items if _is_own(call, item)]
    matches = [item for item in own_items if _matches(call, collection, item)]
    matches = _sort(call, collection, matches)
    count = len(matches)
    limit = _number(call, "limit", MAX_LIMIT)
    size = min(limit, MAX_LIMIT)
    offset = _number(call, "offset", 0)
    following = _after_marker(call, collection, matches)[offset:]
    page = following[:size]
    body: dict[str, Any] = {collection.name: [view(call, item) for item in page]}
    if collection.is_bare:
        return body
    is_full = bool(page) and len(page) == size
    if is_full:
        body[f"{collection.name}_links"] = [_next_link(call, page[-1]["id"])]
    if call.version >= microversions.COUNT and words.flag(call, "with_count"):
        body["count"] = count
    return body


def _is_own(call: Call, item: Item) -> bool:
    """Tell whether an item is of the caller's project; for admins, ``all_tenants`` has them all."""
    is_for_all = call.caller.is_admin and call.query_value("all_tenants") in TRUE
    return is_for_all or bool(item["project_id"] == call.caller.project_id)


def _matches(call: Call, collection: Collection, item: Item) -> bool:
    for name, value in call.query:
        if name not in CONTROL and not _matches_filter(call, collection, item, name, value):
            return False
    return True


def _matches_filter(call: Call, collection: Collection, item: Item, name: str, value: str) -> bool:
    """Tell whether an item passes a filter; unknown ones are for admins, and nothing passes them."""
    if name.endswith("~") and call.version >= microversions.LIKE_FILTERS:
        column = collection.filters.get(name.removesuffix("~"))
        text = str(item.get(column or "", ""))
        return value in text
    if call.caller.is_admin and name in OWNERS:
        return bool(item[OWNERS[name]] == value)
    if name not in collection.filters:
        return not call.caller.is_admin
    return _matches_value(item[collection.filters[name]], value)


def _matches_value(member: Any, value: str) -> bool:
    """Tell whether a column has a value; metadata are written as Python writes a dict."""
    if isinstance(member, dict):
        return _has_metadata(member, value)
    if isinstance(member, bool):
        return member == (value in TRUE)
    return str(member) == value


def _has_metadata(metadata: Mapping[str, Any], text: str) -> bool:
    try:
        pairs = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
    if not isinstance(pairs, dict):
        return False
    return all(metadata.get(key) == value for key, value in pairs.items())


def _sort(call: Call, collection: Collection, items: list[Item]) -> list[Item]:
    """Sort items by the query's keys, or the newest first. Raises BadRequest."""
    for key, direction in reversed(_sort_keys(call)):
        if direction not in ("asc", "desc"):
            raise BadRequest(
                "Invalid input received: Unknown sort direction, must be 'desc' or 'asc'."
            )
        if key not in collection.sort_keys:
            raise BadRequest("Invalid input received: Invalid sort key")
        items = _sort_by(items, collection.sort_keys[key], is_descending=direction == "desc")
    return items


def _sort_by(items: list[Item], column: str, *, is_descending: bool) -> list[Item]:
    def rank(item: Item) -> tuple[bool, Any]:
        value = item[column]
        return value is not None, value if value is not None else 0

    return sorted(items, key=rank, reverse=is_descending)


def _sort_keys(call: Call) -> Sequence[tuple[str, str]]:
    """Return the keys of ``sort=name:asc,size``, or of ``sort_key`` and ``sort_dir``."""
    sort = call.query_value("sort")
    if sort:
        return [_sort_key(part) for part in sort.split(",")]
    keys = call.query_values("sort_key")
    directions = call.query_values("sort_dir")
    if not keys:
        return NEWEST_FIRST
    return list(zip_longest(keys, directions[: len(keys)], fillvalue="desc"))


def _sort_key(text: str) -> tuple[str, str]:
    key, _, direction = text.partition(":")
    return key.strip(), direction.strip() or "desc"


def _number(call: Call, name: str, default: int) -> int:
    """Return ``limit`` or ``offset``. Raises BadRequest in Cinder's words."""
    text = call.query_value(name)
    if not text:
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise BadRequest(f"{name} param must be an integer")
    if text.startswith("-"):
        raise BadRequest(f"{name} param must be positive")
    return int(text)


def _after_marker(call: Call, collection: Collection, items: list[Item]) -> list[Item]:
    marker = call.query_value("marker")
    if not marker:
        return items
    for index, item in enumerate(items):
        if item["id"] == marker:
            return items[index + 1 :]
    raise NotFound(f"{collection.resource} {marker} could not be found.")


def _next_link(call: Call, marker: str) -> dict[str, str]:
    query = [parameter for parameter in call.query if parameter[0] != "marker"]
    query.append(("marker", marker))
    parameters = urlencode(query)
    return {"rel": "next", "href": f"{call.root}{call.url_path}?{parameters}"}
