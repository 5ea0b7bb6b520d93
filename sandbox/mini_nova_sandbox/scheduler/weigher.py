"""The weigher: of the hosts that pass, the one with the most free memory; soft policies come first."""

from __future__ import annotations

from mini_nova_sandbox.scheduler.filters import RequestSpec
from mini_nova_sandbox.scheduler.host_state import HostState


def select_host(hosts: list[HostState], asked: RequestSpec) -> HostState:
    """The host to take; ``hosts`` is not empty. The lower number wins a tie."""
    company = {"soft-affinity": 1, "soft-anti-affinity": -1}.get(asked.policy, 0)
    return max(
        hosts,
        key=lambda host: (
            company * asked.company.get(host.host, 0),
            host.free_memory_mb,
            -host.number,
        ),
    )
