"""The pages of ``GET /flavors``: filters, sorting and paging."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.compute import flavors
from mini_nova_sandbox.compute.api import microversions, paging
from mini_nova_sandbox.compute.api.strict import refuse_unknown_parameters
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state.database import Row
from mini_nova_sandbox.state.regex import compiled

PARAMETERS = ("is_public", "limit", "marker", "minDisk", "minRam", "sort_key", "sort_dir")
IS_PUBLIC: Mapping[str, bool | None] = {
    "none": None,
    **dict.fromkeys(("1", "t", "true", "on", "y", "yes"), True),
    **dict.fromkeys(("0", "f", "false", "off", "n", "no"), False),
}
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
    has_names = call.version >= microversions.FLAVOR_NAME_FILTER
    if call.version >= microversions.STRICT:
        name_parameter = "name" if has_names else "rxtx_factor"
        refuse_unknown_parameters(call, (*PARAMETERS, name_parameter))
    rows = _large_enough(call, _visible(call))
    name = call.query_value("name") if has_names else ""
    if name:
        rows = _rows_like(rows, name)
    _sort(call, rows)
    rows = paging.rows_after_marker(call, rows)
    size = paging.page_size(call)
    page_rows = rows[:size]
    is_full = len(page_rows) == size
    has_more = len(rows) > size
    is_last = not has_more and not (is_full and call.query_value("limit"))
    if page_rows and not is_last:
        return page_rows, page_rows[-1]["id"]
    return page_rows, ""


def _visible(call: Call) -> list[Row]:
    """Return the flavors that the caller may use; only admins choose public or private ones."""
    if not call.caller.is_admin:
        return flavors.list_visible(call.database, call.caller, is_public=True)
    word = call.query_value("is_public", "true").lower()
    if word not in IS_PUBLIC:
        raise BadRequest(f"Invalid is_public filter [{word}]")
    is_public = IS_PUBLIC[word]
    return flavors.list_visible(call.database, call.caller, is_public)


def _rows_like(rows: list[Row], pattern: str) -> list[Row]:
    """Return the rows whose name contains what a regular expression describes."""
    try:
        expression = compiled(pattern)
    except ValueError as error:
        raise BadRequest(f"Invalid input for query parameters name. Value: {pattern}.") from error
    return [row for row in rows if expression.search(row["name"])]


def _large_enough(call: Call, rows: list[Row]) -> list[Row]:
    min_disk = _minimum(call, "minDisk")
    min_ram = _minimum(call, "minRam")
    rows = [row for row in rows if row["root_gb"] >= min_disk]
    return [row for row in rows if row["memory_mb"] >= min_ram]


def _minimum(call: Call, name: str) -> int:
    text = call.query_value(name, "0")
    if not text.isdecimal():
        raise BadRequest(f"Invalid {name} filter [{text}]")
    return call.query_number(name, 0)


def _sort(call: Call, rows: list[Row]) -> None:
    key = call.query_value("sort_key", "flavorid")
    direction = call.query_value("sort_dir", "asc")
    _require_choice("sort_key", key, sorted(SORT_COLUMNS))
    _require_choice("sort_dir", direction, ["asc", "desc"])
    column = SORT_COLUMNS[key]
    is_descending = direction == "desc"
    rows.sort(key=lambda row: row[column], reverse=is_descending)


def _require_choice(name: str, value: str, choices: list[str]) -> None:
    """Raise BadRequest, in Nova's words, for a query parameter that is none of the choices."""
    if value not in choices:
        raise BadRequest(
            f"Invalid input for query parameters {name}. Value: {value}."
            f" '{value}' is not one of {choices}"
        )
