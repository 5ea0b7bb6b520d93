"""The networks of a new cloud, and the router between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.network import networks, port_owners, routers, subnets
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database, Row

Attributes = Mapping[str, Any]
ROUTER = "router"
# 192.88.99.0/24 is nobody's any more (RFC 7526), but no private range either: clients take it for
# the addresses that lead to a server from outside.
NETWORKS: tuple[tuple[Attributes, str, Attributes], ...] = (  # network, bridge, subnet
    (
        {"name": "bss1173", "shared": True},
        "br100",
        {"name": "bss1173-subnet", "cidr": "10.0.0.0/24", "dns_nameservers": ["8.8.4.4"]},
    ),
    (
        {"name": "public", "router:external": True},
        "br-ex",
        {"name": "public-subnet", "cidr": "192.88.99.0/24"},
    ),
)


def create(database: Database, projects: Mapping[str, str]) -> None:
    """Write the networks and their subnets; ``projects`` maps names to ids, admin owns them."""
    owner = projects["admin"]
    for network, bridge, subnet in NETWORKS:
        network_id = chance.new_uuid("network")
        networks.insert(database, network_id, owner, network, bridge=bridge)
        subnets.insert(database, network_id, owner, subnet)
    _create_router(database, owner)


def _create_router(database: Database, owner: str) -> None:
    """Create a router that leads from the network of servers to the external one."""
    inner = _network(database, external=0)
    outer = _network(database, external=1)
    gateway = {"external_gateway_info": {"network_id": outer["id"]}}
    router_id = routers.create(database, owner, {"name": ROUTER, **gateway})
    subnet = database.row("SELECT * FROM subnets WHERE network_id = ?", inner["id"])
    assert subnet is not None, "it was inserted just now"  # noqa: S101 - an invariant
    address = {"subnet_id": subnet["id"], "ip_address": subnet["gateway_ip"]}
    interface = port_owners.ROUTER_INTERFACE
    routers.add_port(database, inner, router_id, owner, interface, [address])


def _network(database: Database, *, external: int) -> Row:
    network = database.row("SELECT * FROM networks WHERE external = ?", external)
    assert network is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return network
