"""How much of each resource of Neutron a project may have."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.state import own_limits

QUOTAS: Mapping[str, int] = {
    "network": 100,
    "subnet": 100,
    "port": 5000,
    "security_group": 100,
    "security_group_rule": 1000,
    "floatingip": 50,
    "router": 10,
    "router_route": 30,
    "subnetpool": -1,
    "rbac_policy": 10,
}


def of(call: Call, project_id: str) -> dict[str, int]:
    """Return the limits of a project by resource; -1 stands for none."""
    project_limits = own_limits.read(call.database, project_id)
    limits = {}
    for name, limit in QUOTAS.items():
        limits[name] = project_limits.get(f"network:{name}", limit)
    return limits
