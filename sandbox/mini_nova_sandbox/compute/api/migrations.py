"""Migrations of all kinds (``os-migrations``), for admins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import migrations
from mini_nova_sandbox.compute.api import links, microversions, paging
from mini_nova_sandbox.compute.api.moments import query_moment
from mini_nova_sandbox.compute.api.strict import refuse_unknown_parameters
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

FILTERS: Mapping[str, str] = {  # conditions of their values
    "host": "? IN (source_compute, dest_compute)",
    "source_compute": "source_compute = ?",
    "instance_uuid": "instance_uuid = ?",
    "status": "status = ?",
    "migration_type": "migration_type = ?",
}
OWNERS: Mapping[str, str] = {"user_id": "user_id = ?", "project_id": "project_id = ?"}
PAGING = ("limit", "marker", "changes-since", "hidden")
NODES = {
    "source_node": "source_compute",
    "dest_node": "dest_compute",
}
COLUMNS = (
    "id",
    "instance_uuid",
    "source_compute",
    "dest_compute",
    "status",
    "old_instance_type_id",
    "new_instance_type_id",
)


def index(call: Call) -> Answer:
    """List migrations: the newest first from 2.59 on, in pages."""
    call.caller.require_admin("os_compute_api:os-migrations:index")
    is_paged = call.version >= microversions.MIGRATION_PAGES
    if is_paged:
        refuse_unknown_parameters(call, _parameters(call))
    tests, values = _conditions(call)
    order = "DESC" if is_paged else "ASC"
    rows = call.database.rows(
        f"SELECT * FROM migrations WHERE {tests} ORDER BY id {order}",  # noqa: S608 - constants
        *values,
    )
    next_marker = ""
    if is_paged:
        rows, next_marker = _page(call, rows)
    views = [_view(call, row) for row in rows]
    body = paging.collection(call, "migrations", views, next_marker)
    return Answer(body=body)


def _parameters(call: Call) -> set[str]:
    """Return the parameters that this microversion knows."""
    names = {*FILTERS, *PAGING}
    if call.version >= microversions.CHANGES_BEFORE:
        names.add("changes-before")
    if call.version >= microversions.MIGRATION_USER:
        names |= {*OWNERS}
    return names


def _conditions(call: Call) -> tuple[str, list[Any]]:
    """Return the SQL of the query's filters, and its values. Raises BadRequest."""
    filters = dict(FILTERS)
    if call.version >= microversions.MIGRATION_USER:
        filters |= OWNERS
    tests = ["1 = 1"]
    values: list[Any] = []
    for name, condition in filters.items():
        value = call.query_value(name)
        if value:
            tests.append(condition)
            values.append(value)
    if call.version >= microversions.MIGRATION_PAGES:
        _add_moments(call, tests, values)
    return " AND ".join(tests), values


def _add_moments(call: Call, tests: list[str], values: list[Any]) -> None:
    """Add the conditions of ``changes-since`` and ``changes-before``. Raises BadRequest."""
    start = query_moment(call, "changes-since")
    end = None
    if call.version >= microversions.CHANGES_BEFORE:
        end = query_moment(call, "changes-before")
    if start is not None and end is not None and end < start:
        raise BadRequest("The value of changes-since must be less than or equal to changes-before.")
    for moment, comparison in ((start, ">="), (end, "<=")):
        if moment is not None:
            tests.append(f"coalesce(updated_at, created_at) {comparison} ?")
            values.append(moment)


def _page(call: Call, rows: list[Row]) -> tuple[list[Row], str]:
    """Return one page, and the marker of the next or ''. Raises BadRequest."""
    marker = call.query_value("marker")
    if marker and marker not in [row["uuid"] for row in rows]:
        raise BadRequest(f"Marker {marker} could not be found.")
    rest = paging.rows_after_marker(call, rows, "uuid")
    size = paging.page_size(call)
    page = rest[:size]
    is_full = bool(call.query_value("limit")) and len(page) == size
    if page and (len(rest) > size or is_full):
        return page, page[-1]["uuid"]
    return page, ""


def _view(call: Call, row: Row) -> dict[str, Any]:
    view = {name: row[name] for name in COLUMNS}
    view |= {name: row[column] for name, column in NODES.items()}
    view["dest_host"] = None
    view["created_at"] = clock.bare_stamp(row["created_at"])
    view["updated_at"] = clock.bare_stamp(row["updated_at"])
    if row["dest_compute"] and row["migration_type"] in (migrations.RESIZE, migrations.COLD):
        view["dest_host"] = "127.0.0.1"
    if call.version >= microversions.SERVER_MIGRATIONS:
        view["migration_type"] = row["migration_type"]
        is_live = row["migration_type"] == migrations.LIVE
        if is_live and row["status"] in migrations.LIVE_IN_PROGRESS:
            uuid = row["instance_uuid"]
            collection = f"servers/{uuid}/migrations"
            view["links"] = links.self_and_bookmark(call, collection, row["id"])
    if call.version >= microversions.MIGRATION_PAGES:
        view["uuid"] = row["uuid"]
    if call.version >= microversions.MIGRATION_USER:
        view["user_id"] = row["user_id"]
        view["project_id"] = row["project_id"]
    return view


OPERATIONS = (Operation("GET", "/os-migrations", index),)
