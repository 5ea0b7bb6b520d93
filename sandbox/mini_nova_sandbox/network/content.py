"""The networks of a new cloud."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.network import networks, subnets
from mini_nova_sandbox.state.database import Database

Attributes = Mapping[str, Any]
NETWORKS: tuple[tuple[Attributes, str, Attributes], ...] = (  # network, bridge, subnet
    (
        {"name": "bss1173", "shared": True},
        "br100",
        {"name": "bss1173-subnet", "cidr": "10.0.0.0/24", "dns_nameservers": ["8.8.4.4"]},
    ),
    (
        {"name": "public", "router:external": True},
        "br-ex",
        {"name": "public-subnet", "cidr": "203.0.113.0/24"},
    ),
)


def create(database: Database, projects: Mapping[str, str]) -> None:
    """Write the networks and their subnets; ``projects`` maps names to ids, admin owns them."""
    owner = projects["admin"]
    for network, bridge, subnet in NETWORKS:
        network_id = str(uuid.uuid4())
        networks.insert(database, network_id, owner, network, bridge=bridge)
        subnets.insert(database, network_id, owner, subnet)
