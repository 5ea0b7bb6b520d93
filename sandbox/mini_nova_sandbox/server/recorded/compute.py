"""The flavors, hosts, aggregates and server groups of a recording."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.server.recorded.moments import created_at
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database

Record = dict[str, Any]


def insert(database: Database, recording: Document, owner: str) -> None:
    """Insert them; the server groups belong to a user."""
    for flavor in recording["flavors"]:
        _insert_flavor(database, flavor)
    for number, host in enumerate(recording["hosts"], start=1):
        _insert_host(database, host, number)
    for aggregate in recording["aggregates"]:
        _insert_aggregate(database, aggregate)
    for group in recording["server_groups"]:
        rules = json.dumps(group["rules"])
        row = {**group, "rules": rules, "user_id": owner, "created_at": clock.now()}
        database.insert("server_groups", row)


def _insert_flavor(database: Database, flavor: Record) -> None:
    database.insert(
        "flavors",
        {
            "id": flavor["id"],
            "name": flavor["name"],
            "memory_mb": flavor["ram"],
            "vcpus": flavor["vcpus"],
            "root_gb": flavor["disk"],
            "ephemeral_gb": flavor["ephemeral"],
            "swap": flavor["swap"],
            "rxtx_factor": flavor["rxtx_factor"],
            "is_public": int(flavor["is_public"]),
            "disabled": int(flavor["disabled"]),
            "description": flavor["description"],
            "extra_specs": json.dumps(flavor["extra_specs"]),
        },
    )
    for project_id in flavor["access"]:
        database.insert("flavor_access", {"flavor_id": flavor["id"], "project_id": project_id})


def _insert_host(database: Database, host: Record, number: int) -> None:
    """Insert a host whose size the settings do not change; its zone is that of an aggregate."""
    database.insert(
        "compute_nodes",
        {
            "host": host["host"],
            "number": number,
            "uuid": host["hypervisor_id"] or chance.new_uuid("hypervisor"),
            "service_uuid": host["service_id"] or chance.new_uuid("service"),
            "availability_zone": host["zone"],
            "vcpus": host["vcpus"],
            "memory_mb": host["memory_mb"],
            "disk_gb": host["disk_gb"],
            "disabled": int(host["disabled"]),
            "disabled_reason": host["disabled_reason"],
            "forced_down": int(host["down"]),
            "recorded": 1,
        },
    )


def _insert_aggregate(database: Database, aggregate: Record) -> None:
    aggregate_id = aggregate["id"]
    database.insert(
        "aggregates",
        {
            "id": aggregate_id,
            "uuid": aggregate["uuid"] or chance.new_uuid("aggregate"),
            "name": aggregate["name"],
            "created_at": created_at(aggregate["created_at"]),
        },
    )
    for host in aggregate["hosts"]:
        database.insert("aggregate_hosts", {"aggregate_id": aggregate_id, "host": host})
    for key, value in aggregate["metadata"].items():
        item = {"aggregate_id": aggregate_id, "key": key, "value": value}
        database.insert("aggregate_metadata", item)
