"""The weigher: choose among the hosts that pass the filters."""

from __future__ import annotations

from mini_nova_sandbox.scheduler.filters import RequestSpec
from mini_nova_sandbox.scheduler.host_state import HostState

SOFT_POLICIES = {"soft-affinity": 1, "soft-anti-affinity": -1}


def select_host(hosts: list[HostState], spec: RequestSpec) -> HostState:
    """Return the best of ``hosts``, which must not be empty.

    A soft policy of the server group decides first, then free memory, then the lower number.
    """
    weight_of_members = SOFT_POLICIES.get(spec.policy, 0)

    def weight(host: HostState) -> tuple[int, int, int]:
        members = spec.members_by_host.get(host.host, 0)
        return weight_of_members * members, host.free_memory_mb, -host.number

    return max(hosts, key=weight)
