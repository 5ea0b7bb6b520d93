"""The interfaces of routers: a subnet, or a port, is added to a router and removed from it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import ports, routers
from mini_nova_sandbox.network.neutron import PORTS
from mini_nova_sandbox.network.port_owners import ROUTER_INTERFACE
from mini_nova_sandbox.network.router_resource import ROUTERS
from mini_nova_sandbox.network.subnet_resource import SUBNETS
from mini_nova_sandbox.state.database import Database, Row

SCHEMA: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {
        "subnet_id": {"type": "string", "maxLength": 64},
        "port_id": {"type": "string", "maxLength": 64},
    },
}


def add(call: Call) -> Answer:
    """Add an interface to a router: a subnet's gateway address, or a port.

    Raises NotFound, Forbidden, BadRequest, Conflict.
    """
    router = ROUTERS.find_own(call)
    port_id, subnet_id = _reference(call)
    port = _adopt(call, router, port_id) if port_id else _create(call, router, subnet_id)
    return _answer(call, router, port)


def remove(call: Call) -> Answer:
    """Remove an interface from a router, and its port. Raises NotFound, Forbidden, Conflict."""
    router = ROUTERS.find_own(call)
    port_id, subnet_id = _reference(call)
    port = _find(call, router, port_id, subnet_id)
    _refuse_needed(call.database, router, port)
    answer = _answer(call, router, port)
    ports.remove(call.database, port["id"])
    return answer


def _reference(call: Call) -> tuple[str, str]:
    """Return the ids of the port and of the subnet in the body. Raises BadRequest."""
    body = call.body or {}
    port_id = body.get("port_id") or ""
    subnet_id = body.get("subnet_id") or ""
    if not port_id and not subnet_id:
        raise routers.bad_request("Either subnet_id or port_id must be specified.")
    return port_id, subnet_id


def _adopt(call: Call, router: Row, port_id: str) -> Row:
    """Make a port an interface of a router. Raises NotFound, BadRequest, Conflict."""
    if call.body.get("subnet_id"):
        raise routers.bad_request("Cannot specify both subnet-id and port-id.")
    database = call.database
    port = PORTS.find(call, port_id)
    if port["device_id"]:
        raise Conflict(
            f"Unable to complete operation on port {port_id} for network {port['network_id']}. "
            f"Port already has an attached device {port['device_id']}.",
            kind="PortInUse",
        )
    fixed_ips = ports.fixed_ips(database, port_id)
    if not fixed_ips:
        raise routers.bad_request(f"Port {port_id} must have at least one fixed IP.")
    for fixed_ip in fixed_ips:
        subnet = SUBNETS.find(call, fixed_ip["subnet_id"])
        _refuse_second(database, router, subnet)
    changes = {
        "device_id": router["id"],
        "device_owner": ROUTER_INTERFACE,
        "status": "ACTIVE",
    }
    database.update("ports", changes, id=port_id)
    return {**port, **changes}


def _create(call: Call, router: Row, subnet_id: str) -> Row:
    """Create the port of a router with a subnet's gateway address.

    Raises NotFound, BadRequest, Conflict.
    """
    database = call.database
    subnet = SUBNETS.find(call, subnet_id)
    _refuse_second(database, router, subnet)
    address = subnet["gateway_ip"]
    if not address:
        raise routers.bad_request(
            f"Subnet for router interface must have a gateway IP: {subnet_id}."
        )
    network = database.row("SELECT * FROM networks WHERE id = ?", subnet["network_id"])
    assert network is not None, "subnets.network_id is a foreign key"  # noqa: S101 - an invariant
    port_id = routers.add_port(
        database,
        network,
        router["id"],
        router["project_id"],
        ROUTER_INTERFACE,
        [{"subnet_id": subnet_id, "ip_address": address}],
    )
    port = ports.find(database, port_id)
    assert port is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return port


def _refuse_second(database: Database, router: Row, subnet: Row) -> None:
    """Raise BadRequest if a router has a port on a subnet, or on some of its addresses."""
    if _on_subnet(database, router, subnet["id"]) is not None:
        raise routers.bad_request(f"Router already has a port on subnet {subnet['id']}.")
    network = ipaddress.ip_network(subnet["cidr"])
    for other in routers.connected_subnets(database, router["id"]):
        other_network = ipaddress.ip_network(other["cidr"])
        if other_network.version == network.version and other_network.overlaps(network):
            raise routers.bad_request(
                f"Cidr {network} of subnet {subnet['id']} overlaps with cidr {other_network} "
                f"of subnet {other['id']}."
            )


def _on_subnet(database: Database, router: Row, subnet_id: str) -> Row | None:
    """Return the interface of a router on a subnet, or None."""
    for port in routers.interfaces(database, router["id"]):
        for fixed_ip in ports.fixed_ips(database, port["id"]):
            if fixed_ip["subnet_id"] == subnet_id:
                return port
    return None


def _find(call: Call, router: Row, port_id: str, subnet_id: str) -> Row:
    """Return the interface of a router that a request names. Raises NotFound."""
    database = call.database
    router_id = router["id"]
    if port_id:
        for port in routers.interfaces(database, router_id):
            if port["id"] == port_id:
                return port
        raise NotFound(
            f"Router {router_id} does not have an interface with id {port_id}",
            kind="RouterInterfaceNotFound",
        )
    SUBNETS.find(call, subnet_id)
    interface = _on_subnet(database, router, subnet_id)
    if interface is None:
        raise NotFound(
            f"Router {router_id} has no interface on subnet {subnet_id}",
            kind="RouterInterfaceNotFoundForSubnet",
        )
    return interface


def _refuse_needed(database: Database, router: Row, port: Row) -> None:
    """Raise Conflict if a floating IP leads to a subnet through this interface."""
    for fixed_ip in ports.fixed_ips(database, port["id"]):
        subnet_id = fixed_ip["subnet_id"]
        user = database.value(
            "SELECT 1 FROM floating_ips JOIN ip_allocations"
            " ON ip_allocations.port_id = floating_ips.port_id"
            " AND ip_allocations.ip_address = floating_ips.fixed_ip_address"
            " WHERE floating_ips.router_id = ? AND ip_allocations.subnet_id = ?",
            router["id"],
            subnet_id,
        )
        if user is not None:
            raise Conflict(
                f"Router interface for subnet {subnet_id} on router {router['id']} cannot be "
                "deleted, as it is required by one or more floating IPs.",
                kind="RouterInterfaceInUseByFloatingIP",
            )


def _answer(call: Call, router: Row, port: Row) -> Answer:
    subnet_ids = [ip["subnet_id"] for ip in ports.fixed_ips(call.database, port["id"])]
    return Answer(
        body={
            "id": router["id"],
            "project_id": router["project_id"],
            "port_id": port["id"],
            "network_id": port["network_id"],
            "subnet_id": subnet_ids[0],
            "subnet_ids": subnet_ids,
        }
    )


_ROUTER = "/v2.0/routers/{id}"
OPERATIONS = (
    Operation("PUT", f"{_ROUTER}/add_router_interface", add, schema=SCHEMA),
    Operation("PUT", f"{_ROUTER}/remove_router_interface", remove, schema=SCHEMA),
)
