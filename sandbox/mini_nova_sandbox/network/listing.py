"""Lists as Neutron gives them: filters by any member, ``fields``, sorting and paging. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest

CONTROL = ("fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir")
TAG_FILTERS = ("tags", "tags-any", "not-tags", "not-tags-any")
TRUE = ("true", "1")
FALSE = ("false", "0")
MAX_SORT_KEYS = 8
Item = dict[str, Any]


def list_page(
    call: Call,
    name: str,
    items: list[Item],
    complete: Callable[[list[Item]], list[Item]] | None = None,
) -> Answer:
    """Return the page of ``items`` that the query asks for, as ``{name: [...]}``.

    ``complete`` turns the items of that page, which are incomplete till then, into whole ones.
    """
    matches = [item for item in items if _matches_filters(call, item)]
    matches = _sort(call, matches)
    limit = call.query_number("limit", 0)
    page = _page(call, matches, limit)
    links = _links(call, page, matches)
    if complete is not None:
        page = complete(page)
    views = [select_fields(call, item) for item in page]
    body: dict[str, Any] = {name: views}
    if limit and links:
        body[f"{name}_links"] = links
    return Answer(body=body)


def needs_only(call: Call, sql_filters: Collection[str]) -> bool:
    """Tell whether a page can be cut knowing the members that SQL filters by, and no others."""
    names = {name for name, _ in call.query}
    return names <= {*sql_filters, "fields", "limit", "marker", "page_reverse"}


def refuse_unknown_filters(call: Call, known: Collection[str]) -> None:
    """Raise BadRequest for parameters of the query that are no filters, in Neutron's words."""
    names = {name for name, _ in call.query}
    unknown = sorted(names - {*known, *CONTROL, *TAG_FILTERS})
    if unknown:
        raise _bad_request(f"{unknown} is invalid attribute for filtering")


def _links(call: Call, page: list[Item], matches: list[Item]) -> list[dict[str, str]]:
    """Return the links to the pages after and before a page, if there are any."""
    if not page:
        return []
    first_id = page[0]["id"]
    last_id = page[-1]["id"]
    links = []
    if last_id != matches[-1]["id"]:
        links.append(_link(call, "next", last_id))
    if first_id != matches[0]["id"]:
        links.append(_link(call, "previous", first_id))
    return links


def _link(call: Call, relation: str, marker: str) -> dict[str, str]:
    query = []
    for name, value in call.query:
        if name not in ("marker", "page_reverse"):
            query.append((name, value))
    query.append(("marker", marker))
    if relation == "previous":
        query.append(("page_reverse", "True"))
    text = urlencode(query)
    url = f"{call.root}{call.url_path}?{text}"
    return {"rel": relation, "href": url}


def select_fields(call: Call, item: Item) -> Item:
    """Return the members of an item that the query's ``fields`` name, or all of them."""
    values = call.query_values("fields")
    text = ",".join(values)
    fields = list(filter(None, text.split(",")))
    if not fields:
        return item
    return {field: item[field] for field in fields if field in item}


def _matches_filters(call: Call, item: Item) -> bool:
    for name, _ in call.query:
        if name in CONTROL:
            continue
        values = call.query_values(name)
        if not _matches(item, name, values):
            return False
    return True


def _matches(item: Item, name: str, values: list[str]) -> bool:
    """Tell whether a member of an item has any of the values; of ``fixed_ips``, all of them."""
    if name == "fixed_ips":
        return _has_addresses(item, values)
    if name in TAG_FILTERS:
        return _has_tags(item, name, values)
    if name not in item:
        return False
    member = item[name]
    if isinstance(member, bool):
        texts = TRUE if member else FALSE
        return any(value.lower() in texts for value in values)
    if isinstance(member, list):
        return any(value in member for value in values)
    text = "" if member is None else str(member)
    return text in values


def _has_tags(item: Item, name: str, values: list[str]) -> bool:
    """Tell whether an item has all of the tags, any of them, not all of them, or none of them."""
    query_tags = set(",".join(values).split(","))
    item_tags = set(item.get("tags", ()))
    if name in ("tags", "not-tags"):
        matches = query_tags <= item_tags
    else:
        matches = bool(query_tags & item_tags)
    return matches != name.startswith("not-")


def _has_addresses(item: Item, conditions: list[str]) -> bool:
    """Tell whether an item has a fixed IP for each condition.

    A condition is ``subnet_id=ID``, ``ip_address=10.0.0.2`` or ``ip_address_substr=10.0``.
    """
    fixed_ips = item.get("fixed_ips", [])
    for condition in conditions:
        name, _, value = condition.partition("=")
        if name == "ip_address_substr":
            matches = [ip for ip in fixed_ips if value in ip["ip_address"]]
        else:
            matches = [ip for ip in fixed_ips if ip.get(name) == value]
        if not matches:
            return False
    return True


def _sort(call: Call, items: list[Item]) -> list[Item]:
    """Sort items by the query's keys, the first key first. Raises BadRequest."""
    keys = call.query_values("sort_key")[:MAX_SORT_KEYS]
    directions = call.query_values("sort_dir")
    for direction in directions:
        if direction not in ("asc", "desc"):
            raise _bad_request("The value for sort_dir must be asc or desc.")
    count = len(keys)
    sorts = list(zip_longest(keys, directions[:count], fillvalue="asc"))
    for key, direction in reversed(sorts):
        if items and key not in items[0]:
            raise _bad_request(f"Unknown attribute '{key}'.")
        items = _sort_by(items, key, direction)
    return items


def _sort_by(items: list[Item], key: str, direction: str) -> list[Item]:
    def text(item: Item) -> str:
        return str(item[key])

    is_descending = direction == "desc"
    return sorted(items, key=text, reverse=is_descending)


def _bad_request(message: str) -> BadRequest:
    return BadRequest(message, kind="HTTPBadRequest")


def _page(call: Call, items: list[Item], limit: int) -> list[Item]:
    """Return ``limit`` items after the marker, or (``page_reverse``) the last ones before it."""
    marker = call.query_value("marker")
    page_reverse = call.query_value("page_reverse")
    if page_reverse.lower() in TRUE:
        if marker:
            index = _marker_index(items, marker)
            items = items[:index]
        return items[-limit:]  # all of them if there is no limit
    if marker:
        index = _marker_index(items, marker)
        items = items[index + 1 :]
    return items[:limit] if limit else items


def _marker_index(items: list[Item], marker: str) -> int:
    for index, item in enumerate(items):
        if item["id"] == marker:
            return index
    raise _bad_request(f"Invalid marker {marker}.")
