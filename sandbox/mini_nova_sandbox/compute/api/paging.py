"""Paging of collections by ``limit`` and ``marker``."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.compute.api import links
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state.database import Row

MAX_LIMIT = 1000


def page_size(call: Call) -> int:
    """Return ``limit``, at most MAX_LIMIT. Raises BadRequest."""
    return min(call.query_number("limit", MAX_LIMIT), MAX_LIMIT)


def rows_after_marker(call: Call, rows: list[Row], column: str = "id") -> list[Row]:
    """Return the rows after the one that ``marker`` names; all without one. Raises BadRequest."""
    marker = call.query_value("marker")
    if not marker:
        return rows
    for index, row in enumerate(rows):
        if row[column] == marker:
            return rows[index + 1 :]
    raise BadRequest(f"marker [{marker}] not found")


def collection(
    call: Call, name: str, views: list[dict[str, Any]], next_marker: str = ""
) -> dict[str, Any]:
    """Return the body of a collection, with a link to the next page if there is a marker for it."""
    body: dict[str, Any] = {name: views}
    if next_marker:
        body[f"{name}_links"] = next_links(call, next_marker)
    return body


def next_links(call: Call, marker: str) -> list[links.Link]:
    """Return the link to the page that follows a marker."""
    query = [parameter for parameter in call.query if parameter[0] != "marker"]
    query.append(("marker", marker))
    parameters = urlencode(query)
    root = links.version_root(call)
    _, _, version = root.rpartition("/")
    path = call.url_path.removeprefix(f"/compute/{version}")
    href = f"{root}{path}?{parameters}"
    return [{"rel": "next", "href": href}]
