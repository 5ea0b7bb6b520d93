"""Lists as Neutron gives them: filters by any member, ``fields``, sorting and paging. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest

CONTROL = ("fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir")
TAG_FILTERS = ("tags", "not-tags", "any_tags")  # of items without tags
TRUE = ("true", "1")
FALSE = ("false", "0")
MAX_SORT_KEYS = 8
Item = dict[str, Any]


def list_page(call: Call, name: str, items: list[Item]) -> Answer:
    """Return the page of ``items`` that the query asks for, as ``{name: [...]}``."""
    matches = [item for item in items if _matches_filters(call, item)]
    matches = _sort(call, matches)
    limit = call.query_number("limit", 0)
    page = _page(call, matches, limit)
    body: dict[str, Any] = {name: [select_fields(call, item) for item in page]}
    if limit and page:
        links = _links(call, page, matches)
        if links:
            body[f"{name}_links"] = links
    return Answer(body=body)


def _links(call: Call, page: list[Item], matches: list[Item]) -> list[dict[str, str]]:
    """Return the links to the pages after and before a page, if there are any."""
    links = []
    if page[-1]["id"] != matches[-1]["id"]:
        links.append(_link(call, "next", page[-1]["id"]))
    if page[0]["id"] != matches[0]["id"]:
        links.append(_link(call, "previous", page[0]["id"]))
    return links


def _link(call: Call, relation: str, marker: str) -> dict[str, str]:
    query = [(key, value) for key, value in call.query if key not in ("marker", "page_reverse")]
    query.append(("marker", marker))
    if relation == "previous":
        query.append(("page_reverse", "True"))
    return {"rel": relation, "href": f"{call.root}{call.url_path}?{urlencode(query)}"}


def select_fields(call: Call, item: Item) -> Item:
    """Return the members of an item that the query's ``fields`` name, or all of them."""
    fields: list[str] = []
    for value in call.query_values("fields"):
        fields += [field for field in value.split(",") if field]
    if not fields:
        return item
    return {field: item[field] for field in fields if field in item}


def _matches_filters(call: Call, item: Item) -> bool:
    names = {name for name, _ in call.query if name not in CONTROL}
    return all(_matches(item, name, call.query_values(name)) for name in names)


def _matches(item: Item, name: str, values: list[str]) -> bool:
    """Tell whether a member of an item has any of the values; of ``fixed_ips``, all of them."""
    if name == "fixed_ips":
        fixed_ips = item.get("fixed_ips", [])
        return all(_has_address(fixed_ips, value) for value in values)
    if name not in item:
        return name in TAG_FILTERS
    member = item[name]
    if isinstance(member, bool):
        texts = TRUE if member else FALSE
        return any(value.lower() in texts for value in values)
    if isinstance(member, list):
        return any(value in member for value in values)
    text = "" if member is None else str(member)
    return text in values


def _has_address(fixed_ips: list[Item], condition: str) -> bool:
    """Tell whether a fixed IP meets a condition: ``subnet_id=ID``, ``ip_address_substr=10.0``."""
    name, _, value = condition.partition("=")
    if name == "ip_address_substr":
        return any(value in fixed_ip["ip_address"] for fixed_ip in fixed_ips)
    return any(fixed_ip.get(name) == value for fixed_ip in fixed_ips)


def _sort(call: Call, items: list[Item]) -> list[Item]:
    """Sort items by the query's keys, the first key first. Raises BadRequest."""
    keys = call.query_values("sort_key")
    directions = call.query_values("sort_dir")
    if set(directions) - {"asc", "desc"}:
        raise BadRequest("The value for sort_dir must be asc or desc.", kind="HTTPBadRequest")
    for index, key in reversed(list(enumerate(keys[:MAX_SORT_KEYS]))):
        if items and key not in items[0]:
            raise BadRequest(f"Unknown attribute '{key}'.", kind="HTTPBadRequest")
        descending = index < len(directions) and directions[index] == "desc"
        items = _sort_by(items, key, descending=descending)
    return items


def _sort_by(items: list[Item], key: str, *, descending: bool) -> list[Item]:
    return sorted(items, key=lambda item: str(item[key]), reverse=descending)


def _page(call: Call, items: list[Item], limit: int) -> list[Item]:
    """Return ``limit`` items after the marker, or (``page_reverse``) the last ones before it."""
    marker = call.query_value("marker")
    backwards = call.query_value("page_reverse").lower() in TRUE
    if marker:
        ids = [item["id"] for item in items]
        if marker not in ids:
            raise BadRequest(f"Invalid marker {marker}.", kind="HTTPBadRequest")
        index = ids.index(marker)
        items = items[:index] if backwards else items[index + 1 :]
    if not limit:
        return items
    return items[-limit:] if backwards else items[:limit]
