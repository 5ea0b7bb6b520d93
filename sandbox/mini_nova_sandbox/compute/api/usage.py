"""Usage of projects over a time: hours of servers, and what those hours add up to."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import links
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

FOUR_WEEKS = 28 * 86400


def index(call: Call) -> Answer:
    """Every project's, for admins."""
    call.caller.require_admin()
    rows, begin, end = _rows(call, "")
    detailed = call.query_value("detailed") == "1"
    shown = [
        _usage(
            call,
            project,
            [row for row in rows if row["project_id"] == project],
            begin,
            end,
            detailed=detailed,
        )
        for project in sorted({row["project_id"] for row in rows})
    ]
    return Answer(body={"tenant_usages": shown, **_links(call, rows, "tenant_usages_links")})


def show(call: Call) -> Answer:
    """One project's, with each of its servers; {} where there were none."""
    project = call.path["project_id"]
    if project != call.caller.project_id:
        call.caller.require_admin()
    rows, begin, end = _rows(call, project)
    usage = _usage(call, project, rows, begin, end, detailed=True) if rows else {}
    return Answer(body={"tenant_usage": usage, **_links(call, rows, "tenant_usage_links")})


def _rows(call: Call, project: str) -> tuple[list[Row], float, float]:
    """The instances that lived at some time in the period, oldest first."""
    now = clock.now()
    begin, end = _moment(call, "start", now - FOUR_WEEKS), _moment(call, "end", now)
    if end < begin:
        raise BadRequest("Invalid start time. The start time cannot occur after the end time.")
    paged = call.version >= (2, 40)
    size = links.page_size(call) if paged else 2**31
    after = 0
    if paged and call.query_value("marker"):
        after = call.cloud.database.value(
            "SELECT id FROM instances WHERE uuid = ?", call.query_value("marker")
        )
        if after is None:
            raise BadRequest(f"marker [{call.query_value('marker')}] not found")
    rows = call.cloud.database.rows(
        "SELECT * FROM instances WHERE id > ? AND (? = '' OR project_id = ?) AND launch_time IS NOT NULL AND launch_time < ?"
        " AND (terminated_at IS NULL OR terminated_at > ?) ORDER BY id LIMIT ?",
        after,
        project,
        project,
        end,
        begin,
        size,
    )
    return rows, begin, end


def _moment(call: Call, name: str, default: float) -> float:
    text = call.query_value(name)
    try:
        return clock.parse(text) if text else default
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"Datetime is in invalid format: {text}") from error


def _usage(
    call: Call, project: str, rows: list[Row], begin: float, end: float, *, detailed: bool
) -> dict[str, Any]:
    servers = [_server(row, begin, end) for row in rows]
    usage: dict[str, Any] = {
        "tenant_id": project,
        "total_hours": sum(one["hours"] for one in servers),
        "total_local_gb_usage": sum(one["hours"] * one["local_gb"] for one in servers),
        "total_memory_mb_usage": sum(one["hours"] * one["memory_mb"] for one in servers),
        "total_vcpus_usage": sum(one["hours"] * one["vcpus"] for one in servers),
        "start": clock.bare_stamp(begin),
        "stop": clock.bare_stamp(end),
    }
    return {**usage, "server_usages": servers} if detailed else usage


def _server(row: Row, begin: float, end: float) -> dict[str, Any]:
    until = min(row["terminated_at"] or end, end)
    return {
        "instance_id": row["uuid"],
        "name": row["display_name"],
        "tenant_id": row["project_id"],
        "flavor": row["flavor_name"],
        "memory_mb": row["memory_mb"],
        "local_gb": row["root_gb"] + row["ephemeral_gb"],
        "vcpus": row["vcpus"],
        "hours": max(until - max(row["launch_time"], begin), 0.0) / 3600,
        "started_at": clock.bare_stamp(row["launch_time"]),
        "ended_at": clock.bare_stamp(row["terminated_at"]),
        "state": "terminated" if row["deleted"] else row["vm_state"],
        "uptime": int((row["terminated_at"] or clock.now()) - row["launch_time"]),
    }


def _links(call: Call, rows: list[Row], name: str) -> dict[str, Any]:
    if call.version >= (2, 40) and call.query_value("limit") and len(rows) == links.page_size(call):
        return {name: links.next_page(call, rows[-1]["uuid"])}
    return {}


OPERATIONS = (
    Operation("GET", "/os-simple-tenant-usage", index),
    Operation("GET", "/os-simple-tenant-usage/{project_id}", show),
)
