"""Lists of Neutron: filters by any member, ``fields``, sorting and paging. Pure, on what is shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest

CONTROL = ("fields", "limit", "marker", "page_reverse", "sort_key", "sort_dir")
Item = dict[str, Any]


def listed(call: Call, name: str, items: list[Item]) -> Answer:
    """The page that the query asks for of ``items``, as ``{name: [...]}``."""
    found = [item for item in items if _fits(call, item)]
    found = _sorted(call, found)
    limit = call.query_number("limit", 0)
    page = _page(call, found, limit)
    body: dict[str, Any] = {name: [chosen(call, item) for item in page]}
    if limit and page:
        links = []
        if page[-1]["id"] != found[-1]["id"]:
            links.append(_link(call, "next", page[-1]["id"]))
        if page[0]["id"] != found[0]["id"]:
            links.append(_link(call, "previous", page[0]["id"]))
        if links:
            body[f"{name}_links"] = links
    return Answer(body=body)


def _link(call: Call, relation: str, marker: str) -> dict[str, str]:
    """The page after a marker, or before it."""
    query = [(key, value) for key, value in call.query if key not in ("marker", "page_reverse")]
    query.append(("marker", marker))
    if relation == "previous":
        query.append(("page_reverse", "True"))
    return {"rel": relation, "href": f"{call.root}{call.url_path}?{urlencode(query)}"}


def chosen(call: Call, item: Item) -> Item:
    """The members that ``fields`` names, or all."""
    fields = [one for value in call.query_values("fields") for one in value.split(",") if one]
    return {name: item[name] for name in fields if name in item} if fields else item


def _fits(call: Call, item: Item) -> bool:
    names = {name for name, _ in call.query if name not in CONTROL}
    return all(_says(item, name, call.query_values(name)) for name in names)


def _says(item: Item, name: str, wanted: list[str]) -> bool:
    if name == "fixed_ips":
        return all(_has_address(item.get("fixed_ips", []), one) for one in wanted)
    if name not in item:
        return name in ("tags", "not-tags", "any_tags")
    value = item[name]
    if isinstance(value, bool):
        return any(one.lower() in (("true", "1") if value else ("false", "0")) for one in wanted)
    if isinstance(value, list):
        return any(one in value for one in wanted)
    return any(one == ("" if value is None else str(value)) for one in wanted)


def _has_address(fixed_ips: list[Item], wanted: str) -> bool:
    name, _, value = wanted.partition("=")
    if name == "ip_address_substr":
        return any(value in one["ip_address"] for one in fixed_ips)
    return any(one.get(name) == value for one in fixed_ips)


def _sorted(call: Call, items: list[Item]) -> list[Item]:
    keys, directions = call.query_values("sort_key"), call.query_values("sort_dir")
    if any(one not in ("asc", "desc") for one in directions):
        raise BadRequest("The value for sort_dir must be asc or desc.", kind="HTTPBadRequest")
    for index in reversed(range(len(keys[:8]))):
        key = keys[index]
        if items and key not in items[0]:
            raise BadRequest(f"Unknown attribute '{key}'.", kind="HTTPBadRequest")
        down = index < len(directions) and directions[index] == "desc"
        items = sorted(items, key=lambda item: str(item[key]), reverse=down)
    return items


def _page(call: Call, items: list[Item], limit: int) -> list[Item]:
    """``limit`` items after the marker, or (``page_reverse``) the last ones before it."""
    marker, backwards = (
        call.query_value("marker"),
        call.query_value("page_reverse").lower() in ("true", "1"),
    )
    if marker:
        ids = [item["id"] for item in items]
        if marker not in ids:
            raise BadRequest(f"Invalid marker {marker}.", kind="HTTPBadRequest")
        place = ids.index(marker)
        items = items[:place] if backwards else items[place + 1 :]
    if not limit:
        return items
    return items[-limit:] if backwards else items[:limit]
