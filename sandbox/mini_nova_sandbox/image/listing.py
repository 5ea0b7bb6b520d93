"""Lists of images: filters and sorting, on rows. Pure."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state.database import Row

USUAL_PAGE = 25
MOST_ON_A_PAGE = 1000
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
NUMBERS = {"size_min": ("size", 1), "size_max": ("size", -1)}


def fitting(call: Call, row: Row) -> bool:
    """Whether an image is among those that the query asks for; hidden ones only when they are asked for."""
    if "os_hidden" not in (name for name, _ in call.query) and row["os_hidden"]:
        return False
    if (
        row["visibility"] == "community"
        and row["owner"] != call.caller.project_id
        and not call.query_value("visibility")
    ):
        return False
    return all(_says(call, row, name, value) for name, value in call.query if name not in CONTROL)


def _says(call: Call, row: Row, name: str, wanted: str) -> bool:
    if name in NUMBERS:
        column, sign = NUMBERS[name]
        return row[column] is not None and (row[column] - call.query_number(name, 0)) * sign >= 0
    if name == "tag":
        return wanted in json.loads(row["tags"])
    if name == "visibility" and wanted == "all":
        return True
    value = row[name] if name in row else json.loads(row["properties"]).get(name)
    if name in ("protected", "os_hidden"):
        return wanted.lower() in ("true", "1") if value else wanted.lower() in ("false", "0")
    if wanted.startswith("in:"):
        return str(value) in [one.strip('"') for one in wanted.removeprefix("in:").split(",")]
    return str(value) == wanted


def in_order(call: Call, rows: list[Row]) -> list[Row]:
    """As ``sort=name:asc,...``, or ``sort_key`` and ``sort_dir``, say. Raises BadRequest."""
    for key, direction in reversed(_keys(call)[:8]):
        if key not in SORTABLE or direction not in ("asc", "desc"):
            raise BadRequest(f"Invalid sort key or direction: {key} {direction}")
        rows = sorted(rows, key=_by(key), reverse=direction == "desc")
    return rows


def _by(key: str) -> Any:
    return lambda row: (row[key] is not None, row[key] if row[key] is not None else 0)


def _keys(call: Call) -> list[tuple[str, str]]:
    if call.query_value("sort"):
        parts = [part.partition(":") for part in call.query_value("sort").split(",")]
        return [(key.strip(), direction.strip() or "desc") for key, _, direction in parts]
    directions = call.query_values("sort_dir")
    return [
        (key, directions[min(index, len(directions) - 1)] if directions else "desc")
        for index, key in enumerate(call.query_values("sort_key"))
    ]
