"""Filters: each a pure function that says whether a host may have an instance. All of them must say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_sandbox.scheduler.host_state import CPU_ALLOCATION_RATIO, HostState


@dataclass(frozen=True)
class RequestSpec:
    """What is looked for: a size, a place, and the company it is to keep or to avoid."""

    flavor: Mapping[str, Any]
    availability_zone: str = ""
    force_host: str = ""
    policy: str = ""  # of the server group
    company: Mapping[str, int] = field(
        default_factory=dict
    )  # hosts of the group's members -> how many
    most_on_host: int = 1  # with anti-affinity

    @property
    def disk_gb(self) -> int:
        """Root and ephemeral disk together."""
        return int(self.flavor["root_gb"] + self.flavor["ephemeral_gb"])


Filter = Callable[[HostState, RequestSpec], bool]


def compute_filter(host: HostState, _asked: RequestSpec) -> bool:
    """Its service is enabled."""
    return not host.disabled


def availability_zone_filter(host: HostState, asked: RequestSpec) -> bool:
    """It is in the zone, and is the host that was forced, if one was."""
    if asked.force_host:
        return host.host == asked.force_host
    return asked.availability_zone in ("", host.availability_zone)


def ram_filter(host: HostState, asked: RequestSpec) -> bool:
    """Its memory, not overcommitted, has room."""
    return host.memory_mb_used + int(asked.flavor["memory_mb"]) <= host.memory_mb


def disk_filter(host: HostState, asked: RequestSpec) -> bool:
    """Its disk, not overcommitted, has room."""
    return host.disk_gb_used + asked.disk_gb <= host.disk_gb


def vcpu_filter(host: HostState, asked: RequestSpec) -> bool:
    """Its processors, 16 to one, have room; no guest is wider than the host."""
    vcpus = int(asked.flavor["vcpus"])
    return vcpus <= host.vcpus and host.vcpus_used + vcpus <= host.vcpus * CPU_ALLOCATION_RATIO


def server_group_filter(host: HostState, asked: RequestSpec) -> bool:
    """The group's policy holds there."""
    if asked.policy == "affinity":
        return not asked.company or host.host in asked.company
    if asked.policy == "anti-affinity":
        return asked.company.get(host.host, 0) < asked.most_on_host
    return True


FILTERS: tuple[Filter, ...] = (
    compute_filter,
    availability_zone_filter,
    ram_filter,
    disk_filter,
    vcpu_filter,
    server_group_filter,
)


def filter_hosts(hosts: list[HostState], asked: RequestSpec) -> tuple[list[HostState], str]:
    """The hosts that pass every filter, and the name of the filter that left none."""
    for one in FILTERS:
        hosts = [host for host in hosts if one(host, asked)]
        if not hosts:
            return [], one.__name__
    return hosts, ""
