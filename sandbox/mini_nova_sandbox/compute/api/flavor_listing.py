"""The pages of ``GET /flavors``: filters, sorting and paging."""

from __future__ import annotations

from mini_nova_sandbox.compute import flavors
from mini_nova_sandbox.compute.api import paging
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state.database import Row

IS_PUBLIC = {"none": None, "true": True, "1": True, "false": False, "0": False}
SORT_COLUMNS = {  # by ``sort_key``; what the rows lack is sorted by id
    "flavorid": "id",
    "name": "name",
    "memory_mb": "memory_mb",
    "vcpus": "vcpus",
    "root_gb": "root_gb",
    "swap": "swap",
    "rxtx_factor": "rxtx_factor",
    "ephemeral_gb": "ephemeral_gb",
    "disabled": "disabled",
    "is_public": "is_public",
    "id": "id",
    "created_at": "id",
    "updated_at": "id",
    "vcpu_weight": "id",
}


def page(call: Call) -> tuple[list[Row], str]:
    """Return the flavors of one page, and the marker of the next page or ''. Raises BadRequest."""
    visible_rows = _visible(call)
    rows = _large_enough(call, visible_rows)
    _sort(call, rows)
    rows = paging.rows_after_marker(call, rows)
    size = paging.page_size(call)
    page_rows = rows[:size]
    is_full = len(page_rows) == size
    has_more = len(rows) > size
    if has_more or (is_full and call.query_value("limit")):
        return page_rows, page_rows[-1]["id"]
    return page_rows, ""


def _visible(call: Call) -> list[Row]:
    word = call.query_value("is_public", "true").lower()
    if word not in IS_PUBLIC:
        raise BadRequest(f"Invalid is_public filter [{word}]")
    is_public = IS_PUBLIC[word]
    return flavors.list_visible(call.database, call.caller, is_public)


def _large_enough(call: Call, rows: list[Row]) -> list[Row]:
    min_disk = call.query_number("minDisk", 0)
    min_ram = call.query_number("minRam", 0)
    rows = [row for row in rows if row["root_gb"] >= min_disk]
    return [row for row in rows if row["memory_mb"] >= min_ram]


def _sort(call: Call, rows: list[Row]) -> None:
    key = call.query_value("sort_key", "flavorid")
    direction = call.query_value("sort_dir", "asc")
    if key not in SORT_COLUMNS or direction not in ("asc", "desc"):
        raise BadRequest("Invalid input for query parameters sort_key or sort_dir.")
    column = SORT_COLUMNS[key]
    is_descending = direction == "desc"
    rows.sort(key=lambda row: row[column], reverse=is_descending)
