"""Filters: pure functions that say whether a host can take an instance. All must agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_sandbox.scheduler.host_state import CPU_ALLOCATION_RATIO, HostState


@dataclass(frozen=True)
class RequestSpec:
    """What an instance needs: a size, a place, and its server group's policy."""

    flavor: Mapping[str, Any]
    availability_zone: str = ""
    force_host: str = ""
    ignore_hosts: tuple[str, ...] = ()  # where the instance is, or where its build failed
    policy: str = ""  # of the server group
    members_by_host: Mapping[str, int] = field(default_factory=dict)  # of the server group
    max_server_per_host: int = 1  # with anti-affinity

    @property
    def disk_gb(self) -> int:
        """The size of the root and ephemeral disks together."""
        root_gb: int = self.flavor["root_gb"]
        ephemeral_gb: int = self.flavor["ephemeral_gb"]
        return root_gb + ephemeral_gb


AGGREGATE_SCOPE = "aggregate_instance_extra_specs"
Filter = Callable[[HostState, RequestSpec], bool]


def compute_filter(host: HostState, _spec: RequestSpec) -> bool:
    """Pass a host whose service is enabled and up."""
    return not (host.disabled or host.down)


def ignored_hosts_filter(host: HostState, spec: RequestSpec) -> bool:
    """Pass a host that is not to be ignored."""
    return host.host not in spec.ignore_hosts


def availability_zone_filter(host: HostState, spec: RequestSpec) -> bool:
    """Pass the forced host, or any host of the zone if none is forced."""
    if spec.force_host:
        return host.host == spec.force_host
    return spec.availability_zone in ("", host.availability_zone)


def ram_filter(host: HostState, spec: RequestSpec) -> bool:
    """Pass a host with enough free memory; memory is not overcommitted."""
    memory_mb = int(spec.flavor["memory_mb"])
    return memory_mb <= host.free_memory_mb


def disk_filter(host: HostState, spec: RequestSpec) -> bool:
    """Pass a host with enough free disk; disk is not overcommitted."""
    free_gb = host.disk_gb - host.disk_gb_used
    return spec.disk_gb <= free_gb


def vcpu_filter(host: HostState, spec: RequestSpec) -> bool:
    """Pass a host with enough free vCPUs, overcommitted 16:1; no guest is wider than its host."""
    vcpus = int(spec.flavor["vcpus"])
    if vcpus > host.vcpus:
        return False
    capacity = host.vcpus * CPU_ALLOCATION_RATIO
    return host.vcpus_used + vcpus <= capacity


def aggregate_extra_specs_filter(host: HostState, spec: RequestSpec) -> bool:
    """Pass a host whose aggregates have the metadata that the flavor's extra specs require.

    Such an extra spec is named ``aggregate_instance_extra_specs:KEY``.
    """
    for name, value in spec.flavor["extra_specs"].items():
        scope, _, key = name.partition(":")
        if scope == AGGREGATE_SCOPE and value not in host.metadata.get(key, ()):
            return False
    return True


def server_group_filter(host: HostState, spec: RequestSpec) -> bool:
    """Pass a host that satisfies the server group's policy."""
    hosts = spec.members_by_host
    if spec.policy == "affinity":
        return not hosts or host.host in hosts
    if spec.policy == "anti-affinity":
        members = hosts.get(host.host, 0)
        return members < spec.max_server_per_host
    return True


FILTERS: tuple[Filter, ...] = (
    compute_filter,
    ignored_hosts_filter,
    availability_zone_filter,
    ram_filter,
    disk_filter,
    vcpu_filter,
    aggregate_extra_specs_filter,
    server_group_filter,
)


def filter_hosts(hosts: list[HostState], spec: RequestSpec) -> tuple[list[HostState], str]:
    """Return the hosts that pass every filter, or [] and the filter that rejected the last."""
    for host_filter in FILTERS:
        hosts = [host for host in hosts if host_filter(host, spec)]
        if not hosts:
            return [], host_filter.__name__
    return hosts, ""
