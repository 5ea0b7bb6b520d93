"""Rows of routers: create, change the gateway and the routes, remove, and show as Neutron does."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.network import ports, subnets, tags
from mini_nova_sandbox.network.ip_text import parse_network
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.network.port_owners import ROUTER_GATEWAY, ROUTER_INTERFACE, ROUTER_OWNERS
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

Gateway = Mapping[str, Any]  # external_gateway_info, as a request gives it
Route = Mapping[str, str]


def create(database: Database, project_id: str, attributes: Mapping[str, Any]) -> str:
    """Create a router with a request's attributes, and return its id.

    Raises NotFound, BadRequest, NoMoreAddresses.
    """
    router_id = chance.new_uuid("router")
    created_at = clock.now()
    database.insert(
        "routers",
        {
            "id": router_id,
            "name": attributes.get("name") or "",
            "project_id": project_id,
            "description": attributes.get("description") or "",
            "admin_state_up": int(attributes.get("admin_state_up", True)),
            "distributed": int(attributes.get("distributed") or False),
            "ha": int(attributes.get("ha") or False),
            "enable_snat": 1,
            "routes": "[]",
            "created_at": created_at,
            "updated_at": created_at,
            "revision": 1,
        },
    )
    gateway = attributes.get("external_gateway_info")
    if gateway:
        set_gateway(database, router_id, gateway)
    return router_id


def set_gateway(database: Database, router_id: str, gateway: Gateway | None) -> None:
    """Lead a router to an external network, or (None) to none.

    Raises NotFound, BadRequest, NoMoreAddresses; Conflict if a floating IP needs the old network.
    """
    old = gateway_port(database, router_id)
    network_id = (gateway or {}).get("network_id")
    network = _external_network(database, network_id) if network_id else None
    if gateway:
        database.update(
            "routers", {"enable_snat": int(gateway.get("enable_snat", True))}, id=router_id
        )
    fixed_ips = (gateway or {}).get("external_fixed_ips") or None
    if old is not None:
        if old["network_id"] == network_id and not fixed_ips:
            return
        if old["network_id"] != network_id:
            _refuse_lost_gateway(database, router_id, old["network_id"])
        ports.remove(database, old["id"])
    if network is not None:
        add_port(database, network, router_id, "", ROUTER_GATEWAY, fixed_ips)


def _external_network(database: Database, network_id: str) -> Row:
    network = database.row("SELECT * FROM networks WHERE id = ?", network_id)
    if network is None:
        raise NotFound(f"Network {network_id} could not be found.", kind="NetworkNotFound")
    if not network["external"]:
        raise bad_request(f"Network {network_id} is not an external network.")
    return network


def _refuse_lost_gateway(database: Database, router_id: str, network_id: str) -> None:
    """Raise Conflict if a floating IP of a network goes through a router."""
    sql = "SELECT 1 FROM floating_ips WHERE router_id = ?"
    if database.value(sql, router_id) is not None:
        raise Conflict(
            f"Gateway cannot be updated for router {router_id}, since a gateway to external "
            f"network {network_id} is required by one or more floating IPs.",
            kind="RouterExternalGatewayInUseByFloatingIp",
        )


def add_port(
    database: Database,
    network: Row,
    router_id: str,
    project_id: str,
    owner: str,
    fixed_ips: Sequence[Mapping[str, Any]] | None,
) -> str:
    """Create a port of a router, and return its id. Raises as ``ports.create`` does."""
    attributes = {
        "device_id": router_id,
        "device_owner": owner,
        "fixed_ips": fixed_ips,
        "security_groups": [],
        "port_security_enabled": False,
        "status": "ACTIVE",
    }
    return ports.create(database, network, project_id, attributes)


def gateway_port(database: Database, router_id: str) -> Row | None:
    """Return the port of a router on its external network; None if it has no gateway."""
    sql = "SELECT * FROM ports WHERE device_id = ? AND device_owner = ?"
    return database.row(sql, router_id, ROUTER_GATEWAY)


def interfaces(database: Database, router_id: str) -> list[Row]:
    """Return the ports of a router on internal networks, oldest first."""
    sql = "SELECT * FROM ports WHERE device_id = ? AND device_owner = ? ORDER BY created_at, id"
    return database.rows(sql, router_id, ROUTER_INTERFACE)


def find_path(database: Database, subnet_id: str, network_id: str) -> str | None:
    """Return the id of a router between a subnet and an external network, or None."""
    router_id: str | None = database.value(
        "SELECT inner.device_id FROM ports AS inner"
        " JOIN ip_allocations ON ip_allocations.port_id = inner.id"
        " JOIN ports AS outer ON outer.device_id = inner.device_id"
        " WHERE ip_allocations.subnet_id = ? AND inner.device_owner = ?"
        " AND outer.device_owner = ? AND outer.network_id = ? ORDER BY inner.created_at",
        subnet_id,
        ROUTER_INTERFACE,
        ROUTER_GATEWAY,
        network_id,
    )
    return router_id


def check_routes(database: Database, router_id: str, routes: Sequence[Route]) -> list[Route]:
    """Return the static routes of a request. Raises BadRequest if a next hop is out of reach."""
    connected = connected_subnets(database, router_id)
    networks = [ipaddress.ip_network(subnet["cidr"]) for subnet in connected]
    for route in routes:
        nexthop = ipaddress.ip_address(subnets.parse_addresses([route["nexthop"]])[0])
        _refuse_bad_destination(route)
        if not any(nexthop in network for network in networks):
            raise BadRequest(
                f"Invalid format for routes: {[dict(route) for route in routes]}, "
                "the nexthop is not connected with router",
                kind="InvalidRoutes",
            )
    return list(routes)


def _refuse_bad_destination(route: Route) -> None:
    destination = route["destination"]
    try:
        parse_network(destination)
    except ValueError as error:
        raise BadRequest(
            f"Invalid input for routes. Reason: '{destination}' is not a valid CIDR.",
            kind="HTTPBadRequest",
        ) from error


def connected_subnets(database: Database, router_id: str) -> list[Row]:
    """Return the subnets on which a router has ports."""
    return database.rows(
        "SELECT DISTINCT subnets.* FROM subnets"
        " JOIN ip_allocations ON ip_allocations.subnet_id = subnets.id"
        " JOIN ports ON ports.id = ip_allocations.port_id"
        " WHERE ports.device_id = ? AND ports.device_owner IN (?, ?)",
        router_id,
        *ROUTER_OWNERS,
    )


def remove(database: Database, row: Row) -> None:
    """Remove a router with its gateway. Raises Conflict if it has interfaces."""
    router_id = row["id"]
    port_ids = [port["id"] for port in interfaces(database, router_id)]
    if port_ids:
        text = ", ".join(port_ids)
        raise Conflict(f"Router {router_id} has ports still attached: {text}", kind="RouterInUse")
    set_gateway(database, router_id, None)
    database.delete("routers", id=router_id)


def bad_request(reason: str) -> BadRequest:
    """Return a refusal in Neutron's words about routers."""
    return BadRequest(f"Bad router request: {reason}", kind="BadRequest")


def view(database: Database, row: Row, *, admin: bool) -> dict[str, Any]:
    """Return a router as Neutron shows it; admins see how it runs, too."""
    router = {
        "id": row["id"],
        "name": row["name"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "admin_state_up": bool(row["admin_state_up"]),
        "status": "ACTIVE",
        "external_gateway_info": _gateway_view(database, row),
        "description": row["description"],
        "availability_zones": [],
        "availability_zone_hints": [],
        "routes": json.loads(row["routes"]),
        "flavor_id": None,
        "tags": tags.of(database, row["id"]),
        **stamps(row),
    }
    if admin:
        router["distributed"] = bool(row["distributed"])
        router["ha"] = bool(row["ha"])
    return router


def _gateway_view(database: Database, row: Row) -> dict[str, Any] | None:
    port = gateway_port(database, row["id"])
    if port is None:
        return None
    return {
        "network_id": port["network_id"],
        "external_fixed_ips": ports.fixed_ips(database, port["id"]),
        "enable_snat": bool(row["enable_snat"]),
    }
