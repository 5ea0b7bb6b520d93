"""The networks of a new cloud."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from mini_nova_sandbox.network import networks, subnets
from mini_nova_sandbox.state.database import Database

NETWORKS: tuple[
    tuple[str, str, bool, bool, str, list[str]], ...
] = (  # name, bridge, shared, external, cidr, dns
    ("bss1173", "br100", True, False, "10.0.0.0/24", ["8.8.4.4"]),
    ("public", "br-ex", False, True, "203.0.113.0/24", []),
)


def create(database: Database, projects: Mapping[str, str]) -> None:
    """Writes them; ``projects`` has the id of admin, who owns them."""
    for name, bridge, shared, external, cidr, dns in NETWORKS:
        network_id = str(uuid.uuid4())
        given = {"name": name, "shared": shared, "router:external": external}
        networks.insert(database, network_id, projects["admin"], given, bridge=bridge)
        subnets.insert(
            database,
            network_id,
            projects["admin"],
            {"name": f"{name}-subnet", "cidr": cidr, "dns_nameservers": dns},
        )
