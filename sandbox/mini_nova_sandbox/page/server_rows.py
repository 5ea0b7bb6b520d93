"""Servers as the page lists them: what they are, and how far their build has come."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.compute import faults, states
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

MAX_SERVERS = 200  # the newest
STAGES = (
    states.SCHEDULING,
    states.NETWORKING,
    states.BLOCK_DEVICE_MAPPING,
    states.SPAWNING,
)
BUILT = "active"
QUERY = (
    "SELECT instances.*, projects.name AS project,"
    " (SELECT count(*) FROM steps WHERE instance_uuid = uuid) AS step_count,"
    " (SELECT task_state FROM steps WHERE instance_uuid = uuid AND task_state IS NOT NULL"
    " ORDER BY steps.id DESC LIMIT 1) AS last_task"
    " FROM instances LEFT JOIN projects ON projects.id = project_id"
    " WHERE instances.deleted = 0 ORDER BY instances.id DESC LIMIT ?"
)


def server_rows(database: Database) -> dict[str, dict[str, Any]]:
    """Return the newest servers of all projects, by id."""
    rows = database.rows(QUERY, MAX_SERVERS)
    return {row["uuid"]: server_row(row) for row in rows}


def server_row(row: Row) -> dict[str, Any]:
    """Return a row of the list."""
    metadata = json.loads(row["metadata"])
    stage, has_failed = build_stage(row)
    return {
        "id": row["uuid"],
        "number": row["id"],
        "name": row["display_name"],
        "project": row["project"] or row["project_id"],
        "flavor": row["flavor_name"],
        "host": row["host"],
        "zone": row["availability_zone"],
        "status": states.status_of(row["vm_state"], row["task_state"]),
        "task_state": row["task_state"],
        "stage": stage,
        "has_failed": has_failed,
        "fault": row["fault_message"] if row["vm_state"] == states.ERROR else None,
        "fault_to_meet": metadata.get(faults.KEY),
        "addresses": _addresses(row),
        "created_at": clock.stamp(row["created_at"]),
        "steps": row["step_count"],
    }


def build_stage(row: Row) -> tuple[str, bool]:
    """Return the stage that a build has come to, and whether it failed there."""
    task = row["task_state"]
    if task not in STAGES:
        task = row["last_task"]
    stage = task if task in STAGES else states.SCHEDULING
    if row["vm_state"] == states.BUILDING:
        return stage, False
    if row["vm_state"] == states.ERROR and row["launch_time"] is None:
        return stage, True
    return BUILT, False


def _addresses(row: Row) -> list[str]:
    addresses = []
    for vif in json.loads(row["nw_info"]):
        for subnet in vif["network"]["subnets"]:
            addresses += [ip["address"] for ip in subnet["ips"]]
    return addresses
