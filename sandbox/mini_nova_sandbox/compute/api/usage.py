"""Usage of projects over a period: the hours of their servers and the totals over those hours."""

from __future__ import annotations

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
    call.caller.require_admin()
    period = _period(call)
    rows = _instances(call, "", period)
    project_ids = sorted({row["project_id"] for row in rows})
    usages = []
    for project_id in project_ids:
        servers = [_server_usage(row, period) for row in rows if row["project_id"] == project_id]
        usage = _project_usage(project_id, servers, period)
        if call.query_value("detailed") == "1":
            usage["server_usages"] = servers
        usages.append(usage)
    return Answer(body=paging.collection(call, "tenant_usages", usages, _next_marker(call, rows)))


def show(call: Call) -> Answer:
    """Show the usage of one project with each of its servers, or ``{}`` if it had none."""
    project_id = call.path["project_id"]
    if project_id != call.caller.project_id:
        call.caller.require_admin()
    period = _period(call)
    rows = _instances(call, project_id, period)
    body: dict[str, Any] = {"tenant_usage": {}}
    if rows:
        servers = [_server_usage(row, period) for row in rows]
        usage = _project_usage(project_id, servers, period)
        body["tenant_usage"] = {**usage, "server_usages": servers}
    next_marker = _next_marker(call, rows)
    if next_marker:
        body["tenant_usage_links"] = paging.next_links(call, next_marker)
    return Answer(body=body)


def _period(call: Call) -> Period:
    """Return the period of the query, by default the last four weeks. Raises BadRequest."""
    now = clock.now()
    period = Period(_moment(call, "start", now - FOUR_WEEKS), _moment(call, "end", now))
    if period.end < period.start:
        raise BadRequest("Invalid start time. The start time cannot occur after the end time.")
    return period


def _moment(call: Call, name: str, default: float) -> float:
    text = call.query_value(name)
    if not text:
        return default
    try:
        return clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"Datetime is in invalid format: {text}") from error


def _instances(call: Call, project_id: str, period: Period) -> list[Row]:
    """List the instances that ran during a period, oldest first; '' is every project."""
    size = paging.page_size(call) if _is_paged(call) else UNPAGED
    return call.cloud.database.rows(
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
    number = call.cloud.database.value("SELECT id FROM instances WHERE uuid = ?", marker)
    if number is None:
        raise BadRequest(f"marker [{marker}] not found")
    return int(number)


def _is_paged(call: Call) -> bool:
    return call.version >= microversions.USAGE_PAGES


def _next_marker(call: Call, rows: list[Row]) -> str:
    """Return the marker of the next page, or '' if this page is the last."""
    if _is_paged(call) and call.query_value("limit") and len(rows) == paging.page_size(call):
        return str(rows[-1]["uuid"])
    return ""


def _project_usage(
    project_id: str, servers: list[dict[str, Any]], period: Period
) -> dict[str, Any]:
    return {
        "tenant_id": project_id,
        "total_hours": sum(server["hours"] for server in servers),
        "total_local_gb_usage": _total(servers, "local_gb"),
        "total_memory_mb_usage": _total(servers, "memory_mb"),
        "total_vcpus_usage": _total(servers, "vcpus"),
        "start": clock.bare_stamp(period.start),
        "stop": clock.bare_stamp(period.end),
    }


def _total(servers: list[dict[str, Any]], name: str) -> float:
    """Return a resource's sum over servers, each weighted by its hours."""
    total: float = sum(server["hours"] * server[name] for server in servers)
    return total


def _server_usage(row: Row, period: Period) -> dict[str, Any]:
    start = max(row["launch_time"], period.start)
    end = min(row["terminated_at"] or period.end, period.end)
    last_moment = row["terminated_at"] or clock.now()
    return {
        "instance_id": row["uuid"],
        "name": row["display_name"],
        "tenant_id": row["project_id"],
        "flavor": row["flavor_name"],
        "memory_mb": row["memory_mb"],
        "local_gb": row["root_gb"] + row["ephemeral_gb"],
        "vcpus": row["vcpus"],
        "hours": max(end - start, 0.0) / 3600,
        "started_at": clock.bare_stamp(row["launch_time"]),
        "ended_at": clock.bare_stamp(row["terminated_at"]),
        "state": "terminated" if row["deleted"] else row["vm_state"],
        "uptime": int(last_moment - row["launch_time"]),
    }


OPERATIONS = (
    Operation("GET", "/os-simple-tenant-usage", index),
    Operation("GET", "/os-simple-tenant-usage/{project_id}", show),
)
