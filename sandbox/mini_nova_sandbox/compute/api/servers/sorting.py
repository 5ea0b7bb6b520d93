"""The order of ``GET /servers``, and the place of a marker in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova_sandbox.compute.api.servers.conditions import Conditions
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest

MAX_COLUMNS = 12
SORT_COLUMNS: Mapping[str, str] = {  # by ``sort_key``
    "access_ip_v4": "access_ip_v4",
    "access_ip_v6": "access_ip_v6",
    "auto_disk_config": "auto_disk_config",
    "availability_zone": "availability_zone",
    "config_drive": "config_drive",
    "created_at": "created_at",
    "display_description": "display_description",
    "display_name": "display_name",
    "host": "host",
    "hostname": "hostname",
    "image_ref": "image_ref",
    "instance_type_id": "flavor_id",
    "key_name": "key_name",
    "launch_index": "launch_index",
    "launched_at": "launch_time",
    "locked": "locked",
    "locked_by": "locked_by",
    "node": "node",
    "power_state": "power_state",
    "progress": "progress",
    "project_id": "project_id",
    "root_device_name": "root_device_name",
    "task_state": "task_state",
    "terminated_at": "terminated_at",
    "updated_at": "updated_at",
    "user_id": "user_id",
    "uuid": "uuid",
    "vm_state": "vm_state",
    "kernel_id": "uuid",
    "ramdisk_id": "uuid",
    "name": "display_name",
    "memory_mb": "memory_mb",
    "vcpus": "vcpus",
    "root_gb": "root_gb",
    "reservation_id": "reservation_id",
    "id": "id",
}


class SortColumn(NamedTuple):
    """A column and the direction to sort it in: ``asc`` or ``desc``."""

    name: str
    direction: str


def requested_order(call: Call) -> list[SortColumn]:
    """Return the columns to sort by: those in the query, then created_at and id.

    Raises BadRequest for unknown keys and directions.
    """
    keys = call.query_values("sort_key")
    directions = call.query_values("sort_dir")
    _check(keys, directions)
    default = directions[0] if directions else "desc"
    names = [SORT_COLUMNS[key] for key in keys]
    for name in ("created_at", "id"):
        if name not in names:
            names.append(name)
    order = []
    for index, name in enumerate(names):
        has_direction = index < min(len(keys), len(directions))
        direction = directions[index] if has_direction else default
        order.append(SortColumn(name, direction))
    return order[:MAX_COLUMNS]


def _check(keys: Sequence[str], directions: Sequence[str]) -> None:
    is_known = set(directions) <= {"asc", "desc"}
    has_too_many = len(directions) > max(len(keys), 1)
    if not is_known or has_too_many:
        raise BadRequest("Unknown sort direction, must be one of: asc, desc")
    for key in keys:
        if key not in SORT_COLUMNS:
            raise BadRequest(
                f"Invalid input for query parameters sort_key. Value: {key}. "
                f"'{key}' is not one of {list(SORT_COLUMNS)}"
            )


def order_sql(order: Sequence[SortColumn]) -> str:
    """Return the expression for ORDER BY."""
    columns = [f"{column.name} {column.direction}" for column in order]
    return ", ".join(columns)


def start_after(
    call: Call, conditions: Conditions, order: Sequence[SortColumn], marker: str
) -> None:
    """Select the rows after the marker: beyond it in the first column that differs.

    Raises BadRequest if the caller cannot see the marker's server.
    """
    row = _marker_row(call, order, marker)
    alternatives = Conditions()
    same_columns = Conditions()
    for column in order:
        value = row[column.name]
        beyond = _beyond(column, value)
        if beyond.tests:
            alternative = same_columns.joined(beyond)
            alternatives.add(f"({alternative.sql})", *alternative.values)
        same_columns.add(f"{column.name} IS ?", value)
    conditions.add_any(alternatives)


def _marker_row(call: Call, order: Sequence[SortColumn], marker: str) -> dict[str, Any]:
    columns = [column.name for column in order]
    names = ", ".join(columns)
    row = call.database.row(
        f"SELECT {names}, project_id AS owner_id FROM instances WHERE uuid = ?",  # noqa: S608
        marker,
    )
    refusal = BadRequest(f"marker [{marker}] not found")
    if row is None:
        raise refusal
    is_owner = row["owner_id"] == call.caller.project_id
    if not is_owner and not call.caller.is_admin:
        raise refusal
    return row


def _beyond(column: SortColumn, value: Any) -> Conditions:
    """Return the condition for what follows a value; none if nothing can.

    NULL is the smallest value, as SQLite sorts it.
    """
    beyond = Conditions()
    name = column.name
    if column.direction == "asc":
        if value is None:
            beyond.add(f"{name} IS NOT NULL")
        else:
            beyond.add(f"{name} > ?", value)
    elif value is not None:
        beyond.add(f"({name} < ? OR {name} IS NULL)", value)
    return beyond
