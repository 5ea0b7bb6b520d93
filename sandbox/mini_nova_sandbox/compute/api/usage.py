"""Usage of projects over a period: the hours of their servers and the totals over those hours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.compute.api import microversions, paging
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

FOUR_WEEKS = 28 * 86400
UNPAGED = 2**31


@dataclass(frozen=True)
class Period:
    """The time span that usage is counted over, in seconds since 1970."""

    start: float
    end: float


def index(call: Call) -> Answer:
    """List the usage of every project, for admins."""
    call.caller.require_admin("os_compute_api:os-simple-tenant-usage:list")
    period = _period(call)
    rows = _instances(call, "", period)
    is_detailed = call.query_value("detailed") == "1"
    rows_by_project = defaultdict(list)
    for row in rows:
        project_id = row["project_id"]
        rows_by_project[project_id].append(row)
    usages = []
    for project_id in sorted(rows_by_project):
        usage = _project_usage(project_id, rows_by_project[project_id], period)
        if not is_detailed:
            del usage["server_usages"]
        usages.append(usage)
    next_marker = _next_marker(call, rows)
    body = paging.collection(call, "tenant_usages", usages, next_marker)
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show the usage of one project with each of its servers, or ``{}`` if it had none."""
    project_id = call.path["project_id"]
    call.caller.require_own_project(project_id, "os_compute_api:os-simple-tenant-usage:show")
    period = _period(call)
    rows = _instances(call, project_id, period)
    body: dict[str, Any] = {"tenant_usage": {}}
    if rows:
        body["tenant_usage"] = _project_usage(project_id, rows, period)
    next_marker = _next_marker(call, rows)
    if next_marker:
        body["tenant_usage_links"] = paging.next_links(call, next_marker)
    return Answer(body=body)


def _period(call: Call) -> Period:
    """Return the period of the query, by default the last four weeks. Raises BadRequest."""
    now = clock.now()
    start = _moment(call, "start", now - FOUR_WEEKS)
    end = _moment(call, "end", now)
    if end < start:
        raise BadRequest("Invalid start time. The start time cannot occur after the end time.")
    return Period(start, end)


def _moment(call: Call, name: str, default: float) -> float:
    text = call.query_value(name)
    if not text:
        return default
    try:
        return clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest("Invalid datetime string: Datetime is in invalid format") from error


def _instances(call: Call, project_id: str, period: Period) -> list[Row]:
    """List the instances that ran during a period, oldest first; '' is every project."""
    size = paging.page_size(call) if _is_paged(call) else UNPAGED
    return call.database.rows(
        "SELECT * FROM instances"
        " WHERE id > ? AND (? = '' OR project_id = ?)"
        " AND launch_time IS NOT NULL AND launch_time < ?"
        " AND (terminated_at IS NULL OR terminated_at > ?)"
        " ORDER BY id LIMIT ?",
        _marker_number(call),
        project_id,
        project_id,
        period.end,
        period.start,
        size,
    )


def _marker_number(call: Call) -> int:
    """Return the number of the instance that ``marker`` names, or 0. Raises BadRequest."""
    marker = call.query_value("marker")
    if not marker or not _is_paged(call):
        return 0
    number = call.database.value("SELECT id FROM instances WHERE uuid = ?", marker)
    if number is None:
        raise BadRequest(f"marker [{marker}] not found")
    return int(number)


def _is_paged(call: Call) -> bool:
    return call.version >= microversions.USAGE_PAGES


def _next_marker(call: Call, rows: list[Row]) -> str:
    """Return the marker of the next page, or '' if this page is the last."""
    limit = call.query_value("limit")
    if not limit or not _is_paged(call):
        return ""
    if not rows or len(rows) < paging.page_size(call):
        return ""
    last_row = rows[-1]
    return str(last_row["uuid"])


def _project_usage(project_id: str, rows: list[Row], period: Period) -> dict[str, Any]:
    """Return a project's usage with that of each of its instances."""
    servers = [_server_usage(row, period) for row in rows]
    return {
        "tenant_id": project_id,
        "total_hours": sum(server["hours"] for server in servers),
        "total_local_gb_usage": _total(servers, "local_gb"),
        "total_memory_mb_usage": _total(servers, "memory_mb"),
        "total_vcpus_usage": _total(servers, "vcpus"),
        "start": clock.bare_stamp(period.start),
        "stop": clock.bare_stamp(period.end),
        "server_usages": servers,
    }


def _total(servers: list[dict[str, Any]], name: str) -> float:
    """Return a resource's sum over servers, each weighted by its hours."""
    total = 0.0
    for server in servers:
        total += server["hours"] * server[name]
    return total


def _server_usage(row: Row, period: Period) -> dict[str, Any]:
    launched_at = row["launch_time"]
    terminated_at = row["terminated_at"]
    start = max(launched_at, period.start)
    end = min(terminated_at or period.end, period.end)
    hours = max(end - start, 0.0) / 3600
    uptime = (terminated_at or clock.now()) - launched_at
    return {
        "instance_id": row["uuid"],
        "name": row["display_name"],
        "tenant_id": row["project_id"],
        "flavor": row["flavor_name"],
        "memory_mb": row["memory_mb"],
        "local_gb": row["root_gb"] + row["ephemeral_gb"],
        "vcpus": row["vcpus"],
        "hours": hours,
        "started_at": clock.bare_stamp(launched_at),
        "ended_at": clock.bare_stamp(terminated_at),
        "state": "terminated" if row["deleted"] else row["vm_state"],
        "uptime": int(uptime),
    }


OPERATIONS = (
    Operation(
        "GET",
        "/os-simple-tenant-usage",
        index,
        parameters=("detailed", "start", "end", "limit", "marker"),
        strict_since=microversions.STRICT,
    ),
    Operation(
        "GET",
        "/os-simple-tenant-usage/{project_id}",
        show,
        parameters=("start", "end", "limit", "marker"),
        strict_since=microversions.STRICT,
    ),
)
