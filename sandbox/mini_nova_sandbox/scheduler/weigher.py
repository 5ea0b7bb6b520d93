"""The weigher: choose among the hosts that pass the filters."""

from __future__ import annotations

from mini_nova_sandbox.scheduler.filters import RequestSpec
from mini_nova_sandbox.scheduler.host_state import HostState

SOFT_POLICIES = {  # the weight of a member of the group on the host
    "soft-affinity": 1,
    "soft-anti-affinity": -1,
}


def select_host(hosts: list[HostState], spec: RequestSpec) -> HostState:
    """Return the best of ``hosts``, which must not be empty.

    A soft policy of the server group decides first, then free memory, then the lower number.
    """
    return max(hosts, key=lambda host: _weight(host, spec))


def _weight(host: HostState, spec: RequestSpec) -> tuple[int, int, int]:
    factor = SOFT_POLICIES.get(spec.policy, 0)
    members = spec.members_by_host.get(host.host, 0)
    return (
        factor * members,
        host.free_memory_mb,
        -host.number,
    )
