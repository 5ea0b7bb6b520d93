"""The hosts and their free room, counted from the rows of instances, so it cannot drift."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_sandbox.compute import aggregates
from mini_nova_sandbox.state.database import Database, Row

CPU_ALLOCATION_RATIO = 16.0


@dataclass
class HostState:
    """A host's size, and what its instances use of it; a move uses two hosts."""

    host: str
    number: int
    uuid: str
    availability_zone: str
    disabled: bool
    down: bool
    vcpus: int
    memory_mb: int
    disk_gb: int
    vcpus_used: int = 0
    memory_mb_used: int = 0
    disk_gb_used: int = 0
    running: int = 0  # instances
    metadata: Mapping[str, set[str]] = field(default_factory=dict)  # of its aggregates

    def add_usage(self, vcpus: int, memory_mb: int, disk_gb: int, instances: int = 1) -> None:
        """Count resources as used."""
        self.vcpus_used += vcpus
        self.memory_mb_used += memory_mb
        self.disk_gb_used += disk_gb
        self.running += instances

    @property
    def free_memory_mb(self) -> int:
        """The memory that no instance uses, in MB."""
        return self.memory_mb - self.memory_mb_used


def all_hosts(database: Database) -> list[HostState]:
    """Return every host with its usage, in the order of their numbers."""
    nodes = database.rows("SELECT * FROM compute_nodes ORDER BY number")
    zones = aggregates.zones(database)
    metadata = aggregates.metadata_by_host(database)
    hosts = {}
    for node in nodes:
        name = node["host"]
        hosts[name] = _host_state(node, zones[name], metadata.get(name, {}))
    usage = database.rows(
        "SELECT host, count(*) AS instances, sum(vcpus) AS vcpus, sum(memory_mb) AS memory_mb,"
        " sum(root_gb + ephemeral_gb) AS disk_gb"
        " FROM instances WHERE host IS NOT NULL AND deleted = 0 GROUP BY host"
    )
    for row in usage:
        host = hosts.get(row["host"])
        if host is not None:
            host.add_usage(row["vcpus"], row["memory_mb"], row["disk_gb"], row["instances"])
    _add_moves(database, hosts)
    _add_allocations(database, hosts)
    return list(hosts.values())


def _host_state(node: Row, zone: str, metadata: Mapping[str, set[str]]) -> HostState:
    return HostState(
        host=node["host"],
        number=node["number"],
        uuid=node["uuid"],
        availability_zone=zone,
        disabled=bool(node["disabled"]),
        down=bool(node["forced_down"]),
        vcpus=node["vcpus"],
        memory_mb=node["memory_mb"],
        disk_gb=node["disk_gb"],
        metadata=metadata,
    )


def _add_moves(database: Database, hosts: dict[str, HostState]) -> None:
    """Count what moves claim on their new hosts, and what resizes still use on their old ones."""
    moves = database.rows(
        "SELECT new_host AS host, new_flavor AS flavor FROM instances"
        " WHERE new_host IS NOT NULL AND deleted = 0"
        " UNION ALL SELECT old_host, old_flavor FROM instances"
        " WHERE old_host IS NOT NULL AND deleted = 0"
    )
    for row in moves:
        host = hosts.get(row["host"])
        if host is not None:
            flavor = json.loads(row["flavor"])
            disk_gb = flavor["root_gb"] + flavor["ephemeral_gb"]
            host.add_usage(flavor["vcpus"], flavor["memory_mb"], disk_gb, instances=0)


def _add_allocations(database: Database, hosts: dict[str, HostState]) -> None:
    """Count what clients of Placement have allocated of the hosts themselves."""
    rows = database.rows(
        "SELECT host, resource_class, sum(used) AS used FROM placement_allocations"
        " JOIN compute_nodes ON uuid = provider_uuid GROUP BY host, resource_class"
    )
    for row in rows:
        amounts = {row["resource_class"]: row["used"]}
        hosts[row["host"]].add_usage(
            amounts.get("VCPU", 0),
            amounts.get("MEMORY_MB", 0),
            amounts.get("DISK_GB", 0),
            instances=0,
        )
