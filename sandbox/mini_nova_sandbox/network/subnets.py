"""Rows of subnets: insert, change, delete, and show as Neutron does."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.network import automatic_addresses, pools, tags
from mini_nova_sandbox.network.ip_text import Network, parse_address, parse_network
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

Attributes = Mapping[str, Any]  # of a subnet, as a request gives them


def insert(database: Database, network_id: str, project_id: str, attributes: Attributes) -> str:
    """Insert a subnet with a request's attributes, and return its id.

    Raises BadRequest, Conflict.
    """
    network = _parse_cidr(attributes)
    automatic_addresses.check_modes(network, attributes)
    _refuse_overlap(database, network_id, network)
    _require_same_pool(database, network_id, network.version, attributes.get("subnetpool_id"))
    gateway = _gateway(network, attributes)
    nameservers = parse_addresses(attributes.get("dns_nameservers"))
    routes = _parse_routes(attributes.get("host_routes"))
    allocation_pools = pools.choose(network, gateway, attributes.get("allocation_pools"))
    created_at = clock.now()
    subnet_id = chance.new_uuid("subnet")
    database.insert(
        "subnets",
        {
            "id": subnet_id,
            "network_id": network_id,
            "subnet_pool_id": attributes.get("subnetpool_id"),
            "name": attributes.get("name") or "",
            "project_id": project_id,
            "description": attributes.get("description") or "",
            "ip_version": network.version,
            "cidr": str(network),
            "gateway_ip": gateway,
            "enable_dhcp": int(attributes.get("enable_dhcp", True)),
            "dns_nameservers": json.dumps(nameservers),
            "host_routes": json.dumps(routes),
            "allocation_pools": json.dumps(allocation_pools),
            "ipv6_address_mode": attributes.get("ipv6_address_mode"),
            "ipv6_ra_mode": attributes.get("ipv6_ra_mode"),
            "created_at": created_at,
            "updated_at": created_at,
            "revision": 0,
        },
    )
    return subnet_id


def _require_same_pool(
    database: Database, network_id: str, version: int, pool_id: str | None
) -> None:
    """Raise BadRequest if a network's other subnets of this IP version are of another pool."""
    other = database.row(
        "SELECT 1 FROM subnets WHERE network_id = ? AND ip_version = ? AND subnet_pool_id IS NOT ?",
        network_id,
        version,
        pool_id,
    )
    if other is not None:
        raise BadRequest(
            "Subnets hosted on the same network must be allocated from the same subnet pool.",
            kind="NetworkSubnetPoolAffinityError",
        )


def changes(row: Row, attributes: Attributes) -> dict[str, Any]:
    """Return the columns that an update's attributes change. Raises BadRequest, Conflict."""
    network = ipaddress.ip_network(row["cidr"])
    columns: dict[str, Any] = {}
    for name in ("name", "description"):
        if name in attributes:
            columns[name] = attributes[name] or ""
    if "enable_dhcp" in attributes:
        enable_dhcp = attributes["enable_dhcp"]
        columns["enable_dhcp"] = int(enable_dhcp)
    if "dns_nameservers" in attributes:
        nameservers = parse_addresses(attributes["dns_nameservers"])
        columns["dns_nameservers"] = json.dumps(nameservers)
    if "host_routes" in attributes:
        routes = _parse_routes(attributes["host_routes"])
        columns["host_routes"] = json.dumps(routes)
    gateway = row["gateway_ip"]
    if "gateway_ip" in attributes:
        gateway = _gateway(network, attributes)
        columns["gateway_ip"] = gateway
    if "allocation_pools" in attributes:
        allocation_pools = pools.choose(network, gateway, attributes["allocation_pools"])
        columns["allocation_pools"] = json.dumps(allocation_pools)
    elif "gateway_ip" in attributes:
        allocation_pools = json.loads(row["allocation_pools"])
        pools.refuse_gateway(gateway, allocation_pools)
    return columns


def delete(database: Database, row: Row) -> None:
    """Delete a subnet. Raises Conflict if a port has an address of it that it did not choose."""
    subnet_id = row["id"]
    automatic_addresses.release(database, row)
    if database.value("SELECT 1 FROM ip_allocations WHERE subnet_id = ?", subnet_id) is not None:
        raise Conflict(
            f"Unable to complete operation on subnet {subnet_id}: "
            "One or more ports have an IP allocation from this subnet.",
            kind="SubnetInUse",
        )
    database.delete("subnets", id=subnet_id)


def view(database: Database, row: Row) -> dict[str, Any]:
    """Return a subnet as Neutron shows it."""
    external = database.value("SELECT external FROM networks WHERE id = ?", row["network_id"])
    return {
        "router:external": bool(external),
        "id": row["id"],
        "name": row["name"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "network_id": row["network_id"],
        "ip_version": row["ip_version"],
        "subnetpool_id": row["subnet_pool_id"],
        "enable_dhcp": bool(row["enable_dhcp"]),
        "ipv6_ra_mode": row["ipv6_ra_mode"],
        "ipv6_address_mode": row["ipv6_address_mode"],
        "gateway_ip": row["gateway_ip"],
        "cidr": row["cidr"],
        "allocation_pools": json.loads(row["allocation_pools"]),
        "host_routes": json.loads(row["host_routes"]),
        "dns_nameservers": json.loads(row["dns_nameservers"]),
        "description": row["description"],
        "service_types": [],
        "tags": tags.of(database, row["id"]),
        **stamps(row),
    }


def parse_addresses(texts: Sequence[str] | None) -> list[str]:
    """Return addresses in canonical form. Raises BadRequest."""
    addresses = []
    for text in texts or []:
        try:
            addresses.append(str(parse_address(text)))
        except ValueError as error:
            raise BadRequest(
                f"Invalid input. '{text}' is not a valid IP address.", kind="InvalidInput"
            ) from error
    return addresses


def _parse_cidr(attributes: Attributes) -> Network:
    """Return the network of a new subnet. Raises BadRequest."""
    text = attributes.get("cidr")
    try:
        network = parse_network(str(text))
    except ValueError as error:
        raise BadRequest(
            f"Invalid input for cidr. Reason: '{text}' is not a valid IP subnet.",
            kind="HTTPBadRequest",
        ) from error
    version = attributes.get("ip_version", network.version)
    if network.version != version or network.prefixlen == 0:
        raise BadRequest(
            f"Invalid input for operation: cidr '{text}' does not match "
            f"the ip_version '{attributes.get('ip_version')}'.",
            kind="InvalidInput",
        )
    return network


def _refuse_overlap(database: Database, network_id: str, network: Network) -> None:
    """Raise BadRequest if another subnet of the network has some of the same addresses."""
    for row in database.rows("SELECT cidr FROM subnets WHERE network_id = ?", network_id):
        neighbour = ipaddress.ip_network(row["cidr"])
        if neighbour.version == network.version and network.overlaps(neighbour):
            raise BadRequest(
                f"Invalid input for operation: Requested subnet with cidr: {network} "
                f"for network: {network_id} overlaps with another subnet.",
                kind="InvalidInput",
            )


def _gateway(network: Network, attributes: Attributes) -> str | None:
    """Return the requested gateway (None if it is null), or else the first host.

    Raises BadRequest.
    """
    if "gateway_ip" not in attributes:
        if network.num_addresses == 1:
            return str(network.network_address)
        return str(network.network_address + 1)
    if not attributes["gateway_ip"]:
        return None
    gateway = parse_addresses([attributes["gateway_ip"]])[0]
    if ipaddress.ip_address(gateway).version != network.version:
        raise BadRequest(
            f"Invalid input for operation: gateway_ip '{gateway}' does not match "
            f"the ip_version '{network.version}'.",
            kind="InvalidInput",
        )
    return gateway


def _parse_routes(routes: Sequence[Mapping[str, str]] | None) -> list[dict[str, str]]:
    """Return host routes with their networks and addresses in canonical form.

    Raises BadRequest.
    """
    parsed_routes = []
    for route in routes or []:
        try:
            destination = parse_network(route["destination"])
        except ValueError as error:
            raise BadRequest(
                "Invalid input for host_routes. "
                f"Reason: '{route['destination']}' is not a valid CIDR."
            ) from error
        nexthop = parse_addresses([route["nexthop"]])[0]
        parsed_routes.append({"destination": str(destination), "nexthop": nexthop})
    return parsed_routes
