"""The hosts and what is free on each, read off the instances that are there: what is counted cannot drift."""

from __future__ import annotations

import json
from dataclasses import dataclass

from mini_nova_sandbox.state.database import Database

CPU_ALLOCATION_RATIO = 16.0


@dataclass
class HostState:
    """A host: its size and what instances on it (a resize holds its old place, too) have taken."""

    host: str
    number: int
    uuid: str
    availability_zone: str
    disabled: bool
    vcpus: int
    memory_mb: int
    disk_gb: int
    vcpus_used: int = 0
    memory_mb_used: int = 0
    disk_gb_used: int = 0
    running: int = 0

    def take(self, vcpus: int, memory_mb: int, disk_gb: int, instances: int = 1) -> None:
        """Counts something as being there."""
        self.vcpus_used += vcpus
        self.memory_mb_used += memory_mb
        self.disk_gb_used += disk_gb
        self.running += instances

    @property
    def free_memory_mb(self) -> int:
        """MB that no instance has."""
        return self.memory_mb - self.memory_mb_used


def all_hosts(database: Database) -> list[HostState]:
    """Every host, in the order of their numbers."""
    nodes = database.rows("SELECT * FROM compute_nodes ORDER BY number")
    hosts = {
        node["host"]: HostState(
            node["host"],
            node["number"],
            node["uuid"],
            node["availability_zone"],
            bool(node["disabled"]),
            node["vcpus"],
            node["memory_mb"],
            node["disk_gb"],
        )
        for node in nodes
    }
    used = database.rows(
        "SELECT host, count(*) AS instances, sum(vcpus) AS vcpus, sum(memory_mb) AS memory_mb,"
        " sum(root_gb + ephemeral_gb) AS disk_gb FROM instances WHERE host IS NOT NULL AND deleted = 0 GROUP BY host"
    )
    for row in used:
        if row["host"] in hosts:
            hosts[row["host"]].take(
                row["vcpus"], row["memory_mb"], row["disk_gb"], row["instances"]
            )
    for row in database.rows(
        "SELECT old_host, old_flavor FROM instances WHERE old_host IS NOT NULL AND deleted = 0"
    ):
        flavor = json.loads(row["old_flavor"])
        if row["old_host"] in hosts:
            hosts[row["old_host"]].take(
                flavor["vcpus"], flavor["memory_mb"], flavor["root_gb"] + flavor["ephemeral_gb"], 0
            )
    return list(hosts.values())
