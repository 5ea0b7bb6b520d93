"""Inventories: what providers have; and usages: how much of it consumers have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from mini_nova_sandbox.compute import claims
from mini_nova_sandbox.placement.providers import Provider
from mini_nova_sandbox.scheduler.host_state import CPU_ALLOCATION_RATIO
from mini_nova_sandbox.state.database import Database, Row

OF_A_HOST = ("VCPU", "MEMORY_MB", "DISK_GB")
MAX_UNIT = 2147483647
COLUMNS = ("total", "reserved", "min_unit", "max_unit", "step_size", "allocation_ratio")
Amounts = dict[str, int]  # by resource class


@dataclass(frozen=True)
class Inventory:
    """How much of a resource class a provider has, and how it is given out."""

    total: int
    reserved: int = 0
    min_unit: int = 1
    max_unit: int = MAX_UNIT
    step_size: int = 1
    allocation_ratio: float = 1.0

    @property
    def capacity(self) -> int:
        """How much consumers may have together."""
        return int((self.total - self.reserved) * self.allocation_ratio)

    @property
    def view(self) -> dict[str, Any]:
        """The inventory as Placement shows it."""
        return asdict(self)

    def has_room(self, amount: int, used: int) -> bool:
        """Whether a consumer may have an amount beside what is used."""
        is_unit = self.min_unit <= amount <= self.max_unit and amount % self.step_size == 0
        return is_unit and used + amount <= self.capacity


def of(database: Database, provider: Provider) -> dict[str, Inventory]:
    """Return a provider's inventories by resource class."""
    inventories = {}
    if provider.host:
        node = database.row("SELECT * FROM compute_nodes WHERE host = ?", provider.host)
        assert node is not None, "the provider is this host"  # noqa: S101 - an invariant
        inventories = _of_host(node)
    rows = database.rows(
        "SELECT * FROM placement_inventories WHERE provider_uuid = ? ORDER BY rowid", provider.uuid
    )
    for row in rows:
        values = {column: row[column] for column in COLUMNS}
        inventories[row["resource_class"]] = Inventory(**values)
    return inventories


def _of_host(node: Row) -> dict[str, Inventory]:
    """Return what a compute host has; the scheduler counts with the same numbers."""
    sizes = {"VCPU": node["vcpus"], "MEMORY_MB": node["memory_mb"], "DISK_GB": node["disk_gb"]}
    ratios = {"VCPU": CPU_ALLOCATION_RATIO}
    return {
        name: Inventory(size, max_unit=size, allocation_ratio=ratios.get(name, 1.0))
        for name, size in sizes.items()
    }


@dataclass(frozen=True)
class Allocation:
    """What a consumer has of one provider; ``kind`` is the consumer's type."""

    consumer: str
    provider: str
    resources: Amounts
    project_id: str
    user_id: str
    generation: int
    kind: str
    is_claim: bool  # of a compute host, by Nova


def allocations(database: Database) -> list[Allocation]:
    """Return all allocations: the hosts' claims, and those that clients have made."""
    return [*_claims(database), *_own(database)]


def _claims(database: Database) -> list[Allocation]:
    nodes = {row["host"]: row["uuid"] for row in database.rows("SELECT * FROM compute_nodes")}
    host_claims = [claim for claim in claims.all_claims(database) if claim.host in nodes]
    return [
        Allocation(
            consumer=claim.consumer,
            provider=nodes[claim.host],
            resources=_amounts(claim),
            project_id=claim.project_id,
            user_id=claim.user_id,
            generation=1,
            kind="unknown",
            is_claim=True,
        )
        for claim in host_claims
    ]


def _amounts(claim: claims.Claim) -> Amounts:
    amounts = {"VCPU": claim.vcpus, "MEMORY_MB": claim.memory_mb, "DISK_GB": claim.disk_gb}
    return {name: amount for name, amount in amounts.items() if amount}


def _own(database: Database) -> list[Allocation]:
    rows = database.rows(
        "SELECT * FROM placement_allocations JOIN placement_consumers ON uuid = consumer_uuid"
        " ORDER BY placement_allocations.rowid"
    )
    resources: dict[tuple[str, str], Amounts] = defaultdict(dict)
    for row in rows:
        key = (row["consumer_uuid"], row["provider_uuid"])
        resources[key][row["resource_class"]] = row["used"]
    consumers = {row["uuid"]: row for row in database.rows("SELECT * FROM placement_consumers")}
    return [
        Allocation(
            consumer=consumer,
            provider=provider,
            resources=amounts,
            project_id=consumers[consumer]["project_id"],
            user_id=consumers[consumer]["user_id"],
            generation=consumers[consumer]["generation"],
            kind=consumers[consumer]["type"],
            is_claim=False,
        )
        for (consumer, provider), amounts in resources.items()
    ]


def usages(database: Database, provider: Provider) -> Amounts:
    """Return how much is used of each resource class that a provider has."""
    used = dict.fromkeys(of(database, provider), 0)
    for allocation in allocations(database):
        if allocation.provider == provider.uuid:
            add(used, allocation.resources)
    return used


def add(total: Amounts, amounts: Amounts) -> None:
    """Add amounts to a total."""
    for name, amount in amounts.items():
        total[name] = total.get(name, 0) + amount
