"""The pages of ``GET /servers``: filters, sorting and paging, as one query with parameters."""

from __future__ import annotations

from mini_nova_sandbox.compute.api import microversions, paging
from mini_nova_sandbox.compute.api.servers import patterns, sorting
from mini_nova_sandbox.compute.api.servers.conditions import Conditions
from mini_nova_sandbox.compute.api.servers.filters import (
    COLUMN_FILTERS,
    FALSE_WORDS,
    FILTERS,
    TRUE_WORDS,
)
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state.database import Row

ADMIN_FILTERS = (
    "host",
    "node",
    "uuid",
    "locked_by",
    "hostname",
    "root_device_name",
    "launch_index",
)
ALL_TENANTS_WORDS = ("0", "1", "f", "false", "n", "no", "off", "on", "t", "true", "y", "yes")
NOT_FILTERS = ("limit", "marker", "sort_key", "sort_dir", "all_tenants", "page_size")
KNOWN_PARAMETERS = {*FILTERS, *COLUMN_FILTERS, *NOT_FILTERS}


def page(call: Call, columns: str) -> tuple[list[Row], str]:
    """Return the rows of one page, and the marker of the next page or ''. Raises BadRequest."""
    size = paging.page_size(call)
    if call.version >= microversions.STRICT:
        _refuse_unknown_parameters(call)
    conditions = Conditions()
    _restrict_to_project(call, conditions)
    _restrict_deleted(call, conditions)
    _apply_filters(call, conditions)
    order = sorting.requested_order(call)
    marker = call.query_value("marker")
    if marker:
        sorting.start_after(call, conditions, order, marker)
    rows = call.database.rows(
        f"SELECT {columns} FROM instances WHERE {conditions.sql}"  # noqa: S608 - constants
        f" ORDER BY {sorting.order_sql(order)} LIMIT ?",
        *conditions.values,
        size,
    )
    if rows and len(rows) == size:
        return rows, rows[-1]["uuid"]
    return rows, ""


def _refuse_unknown_parameters(call: Call) -> None:
    for name, _ in call.query:
        if name not in KNOWN_PARAMETERS and not name.startswith("_"):
            raise BadRequest(f"'{name}' does not match any of the regexes: '^_'")


def _restrict_to_project(call: Call, conditions: Conditions) -> None:
    """Select the caller's project; for admins with ``all_tenants``, the one in the query or all."""
    if not _wants_all_projects(call):
        conditions.add("project_id = ?", call.caller.project_id)
        return
    view = "detail" if call.url_path.endswith("/detail") else "index"
    call.caller.require_admin(f"os_compute_api:servers:{view}:get_all_tenants")
    project_id = call.query_value("project_id") or call.query_value("tenant_id")
    if project_id:
        conditions.add("project_id = ?", project_id)


def _wants_all_projects(call: Call) -> bool:
    """Tell whether ``all_tenants`` is there; without a value it is true. Raises BadRequest."""
    values = call.query_values("all_tenants")
    if not values:
        return False
    word = values[-1].lower()
    if word not in (*TRUE_WORDS, *FALSE_WORDS, ""):
        words = ", ".join(f"'{name}'" for name in ALL_TENANTS_WORDS)
        raise BadRequest(f"Unrecognized value '{values[-1]}', acceptable values are: {words}")
    return word not in FALSE_WORDS


def _restrict_deleted(call: Call, conditions: Conditions) -> None:
    """Select deleted servers for admins who ask for them; both kinds with ``changes-since``."""
    deleted = call.query_value("deleted")
    status = call.query_value("status").upper()
    wants_deleted = deleted in TRUE_WORDS or status == "DELETED"
    if wants_deleted and call.caller.is_admin:
        conditions.add("deleted = 1")
        return
    changes_since = call.query_value("changes-since")
    if not changes_since or deleted in FALSE_WORDS:
        conditions.add("deleted = 0")


def _apply_filters(call: Call, conditions: Conditions) -> None:
    """Add a condition for each filter in the query. Raises BadRequest."""
    names = dict.fromkeys(name for name, _ in call.query)
    for name in names:
        values = call.query_values(name)
        patterns.check(name, values)
        if name in ADMIN_FILTERS and not call.caller.is_admin:
            continue
        if name in FILTERS:
            FILTERS[name](call, conditions, values)
        elif name in COLUMN_FILTERS:
            conditions.add_choice(COLUMN_FILTERS[name], values)
