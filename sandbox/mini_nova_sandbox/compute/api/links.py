"""Links in answers, and the paging of lists by ``limit`` and ``marker``."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state.database import Row

MOST_ON_A_PAGE = 1000


def both(call: Call, collection: str, identifier: str) -> list[dict[str, str]]:
    """The self and the bookmark link of a thing."""
    return [
        {"rel": "self", "href": f"{call.base}/{collection}/{identifier}"},
        *bookmark(call, collection, identifier),
    ]


def bookmark(call: Call, collection: str, identifier: str) -> list[dict[str, str]]:
    """The bookmark link alone, as flavors and images in a server have it: without a version."""
    project = call.base.split("/compute/", 1)[-1].partition("/")[2]
    root = f"{call.root}/compute" + (f"/{project}" if project else "")
    return [{"rel": "bookmark", "href": f"{root}/{collection}/{identifier}"}]


def page_size(call: Call) -> int:
    """``limit``, at most a page. Raises BadRequest."""
    return min(call.query_number("limit", MOST_ON_A_PAGE) or MOST_ON_A_PAGE, MOST_ON_A_PAGE)


def after_marker(call: Call, rows: list[Row]) -> list[Row]:
    """The rows after the one that ``marker`` names by its id; all without a marker. Raises BadRequest."""
    marker = call.query_value("marker")
    ids = [row["id"] for row in rows]
    if marker and marker not in ids:
        raise BadRequest(f"marker [{marker}] not found")
    return rows[ids.index(marker) + 1 :] if marker else rows


def next_page(call: Call, marker: str) -> list[dict[str, Any]]:
    """The link to the page after the thing named."""
    query = [(name, value) for name, value in call.query if name != "marker"]
    version = call.base.split("/compute/", 1)[-1].partition("/")[0]
    path = call.url_path.removeprefix("/compute/").removeprefix(version)
    base = f"{call.root}/compute/{version}{path}"
    return [{"rel": "next", "href": f"{base}?{urlencode([*query, ('marker', marker)])}"}]
