"""What the page shows beside the servers: the queue, the hosts' claims, and addresses in use."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.scheduler.host_state import HostState, all_hosts
from mini_nova_sandbox.state.database import Database, Row

MAX_MESSAGES = 50
MAX_CLAIMS = 200
MAX_ADDRESSES = 200


def queue(cloud: Cloud) -> dict[str, Any]:
    """Return the oldest messages of the queue, and how many there are."""
    database = cloud.database
    rows = database.rows("SELECT * FROM messages ORDER BY id LIMIT ?", MAX_MESSAGES)
    total = database.value("SELECT count(*) FROM messages")
    return {"messages": [_message(database, row) for row in rows], "total": total}


def _message(database: Database, row: Row) -> dict[str, Any]:
    """Return a message without its arguments, among which are passwords."""
    uuids = _instance_uuids(json.loads(row["arguments"]))
    name = None
    if uuids:
        name = database.value("SELECT display_name FROM instances WHERE uuid = ?", uuids[0])
    return {
        "id": row["id"],
        "topic": row["topic"],
        "method": row["method"],
        "server": name,
        "servers": len(uuids),
    }


def _instance_uuids(arguments: Mapping[str, Any]) -> list[str]:
    """Return the ids of the servers that a message is about."""
    if "instance_uuid" in arguments:
        return [arguments["instance_uuid"]]
    uuids: list[str] = arguments.get("request_spec", {}).get("instance_uuids", [])
    return uuids


def hosts(cloud: Cloud) -> list[dict[str, Any]]:
    """Return the compute hosts, their size, and what is claimed on them by which servers."""
    claims = _claims(cloud.database)
    return [_host(state, claims[state.host]) for state in all_hosts(cloud.database)]


def _host(state: HostState, claims: list[Row]) -> dict[str, Any]:
    return {
        "name": state.host,
        "zone": state.availability_zone,
        "disabled": state.disabled,
        "down": state.down,
        "vcpus": [state.vcpus_used, state.vcpus],
        "memory_mb": [state.memory_mb_used, state.memory_mb],
        "disk_gb": [state.disk_gb_used, state.disk_gb],
        "servers": state.running,
        "claims": claims,
    }


def _claims(database: Database) -> Mapping[str, list[Row]]:
    """Return the newest claims, by host."""
    rows = database.rows(
        "SELECT host, display_name AS name, vcpus, memory_mb FROM instances"
        " WHERE host IS NOT NULL AND deleted = 0 ORDER BY id DESC LIMIT ?",
        MAX_CLAIMS,
    )
    claims: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        claims[row.pop("host")].append(row)
    return claims


def addresses(cloud: Cloud) -> dict[str, Any]:
    """Return the addresses that ports have, by subnet, and how many there are."""
    database = cloud.database
    rows = database.rows(
        "SELECT ip_address AS address, cidr, networks.name AS network, device_owner AS owner,"
        " display_name AS server FROM ip_allocations"
        " JOIN ports ON ports.id = port_id JOIN subnets ON subnets.id = subnet_id"
        " JOIN networks ON networks.id = ports.network_id"
        " LEFT JOIN instances ON instances.uuid = device_id"
        " ORDER BY networks.created_at, subnets.id, number LIMIT ?",
        MAX_ADDRESSES,
    )
    total = database.value("SELECT count(*) FROM ip_allocations")
    return {"addresses": rows, "total": total}


def faults(cloud: Cloud) -> dict[str, Any]:
    """Return the planned faults, and the faults of the catalog with what each does."""
    overview = cloud.faults.overview()
    planned_names = set(overview["catalog"])
    catalog = [
        {"name": name, "description": description, "planned": name in planned_names}
        for name, description in overview["known"].items()
        if name.startswith("catalog.")
    ]
    return {"planned": overview["planned"], "catalog": catalog}
