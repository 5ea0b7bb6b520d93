"""Rows of subnets: their pools and gateways worked out, and as Neutron shows them."""

from __future__ import annotations

import ipaddress
import json
import uuid
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Pool = Mapping[str, str]


def insert(database: Database, network_id: str, project_id: str, given: Mapping[str, Any]) -> str:
    """Writes a subnet as a request describes it; its id. Raises BadRequest."""
    network = _cidr(given)
    _refuse_overlap(database, network_id, network)
    gateway = _gateway(network, given)
    now = clock.now()
    subnet_id = str(uuid.uuid4())
    database.insert(
        "subnets",
        {
            "id": subnet_id,
            "network_id": network_id,
            "name": given.get("name") or "",
            "project_id": project_id,
            "description": given.get("description") or "",
            "ip_version": network.version,
            "cidr": str(network),
            "gateway_ip": gateway,
            "enable_dhcp": int(given.get("enable_dhcp", True)),
            "dns_nameservers": json.dumps(addresses(given.get("dns_nameservers"))),
            "host_routes": json.dumps(_routes(given.get("host_routes"))),
            "allocation_pools": json.dumps(_pools(network, gateway, given.get("allocation_pools"))),
            "ipv6_address_mode": given.get("ipv6_address_mode"),
            "ipv6_ra_mode": given.get("ipv6_ra_mode"),
            "created_at": now,
            "updated_at": now,
            "revision": 0,
        },
    )
    return subnet_id


def changes(row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that an update changes. Raises BadRequest."""
    network = ipaddress.ip_network(row["cidr"])
    columns: dict[str, Any] = {
        name: given[name] or "" for name in ("name", "description") if name in given
    }
    if "enable_dhcp" in given:
        columns["enable_dhcp"] = int(given["enable_dhcp"])
    if "dns_nameservers" in given:
        columns["dns_nameservers"] = json.dumps(addresses(given["dns_nameservers"]))
    if "host_routes" in given:
        columns["host_routes"] = json.dumps(_routes(given["host_routes"]))
    if "gateway_ip" in given:
        columns["gateway_ip"] = _gateway(network, given)
    gateway = columns.get("gateway_ip", row["gateway_ip"])
    if "allocation_pools" in given:
        columns["allocation_pools"] = json.dumps(
            _pools(network, gateway, given["allocation_pools"])
        )
    elif "gateway_ip" in given:
        _refuse_gateway_in(gateway, json.loads(row["allocation_pools"]))
    return columns


def delete(database: Database, subnet_id: str) -> None:
    """Removes a subnet. Raises Conflict while it has addresses out."""
    if database.value("SELECT 1 FROM ip_allocations WHERE subnet_id = ?", subnet_id) is not None:
        raise Conflict(
            f"Unable to complete operation on subnet {subnet_id}: One or more ports have an IP allocation from this subnet.",
            kind="SubnetInUse",
        )
    database.delete("subnets", id=subnet_id)


def view(database: Database, row: Row) -> dict[str, Any]:
    """A subnet as Neutron shows it."""
    return {
        "router:external": bool(
            database.value("SELECT external FROM networks WHERE id = ?", row["network_id"])
        ),
        "id": row["id"],
        "name": row["name"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "network_id": row["network_id"],
        "ip_version": row["ip_version"],
        "subnetpool_id": None,
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
        "tags": [],
        **stamps(row),
    }


def addresses(given: Any) -> list[str]:
    """A list of addresses. Raises BadRequest."""
    found = []
    for text in given or []:
        try:
            found.append(str(ipaddress.ip_address(_unscoped(text))))
        except ValueError as error:
            raise BadRequest(
                f"Invalid input. '{text}' is not a valid IP address.", kind="InvalidInput"
            ) from error
    return found


def _cidr(given: Mapping[str, Any]) -> Network:
    text = given.get("cidr")
    try:
        network = ipaddress.ip_network(_unscoped(str(text)), strict=False)
    except ValueError as error:
        raise BadRequest(
            f"Invalid input for cidr. Reason: '{text}' is not a valid IP subnet.",
            kind="HTTPBadRequest",
        ) from error
    if network.version != given.get("ip_version", network.version) or network.prefixlen == 0:
        raise BadRequest(
            f"Invalid input for operation: cidr '{text}' does not match the ip_version '{given.get('ip_version')}'.",
            kind="InvalidInput",
        )
    return network


def _refuse_overlap(database: Database, network_id: str, network: Network) -> None:
    for row in database.rows("SELECT cidr FROM subnets WHERE network_id = ?", network_id):
        other = ipaddress.ip_network(row["cidr"])
        if other.version == network.version and network.overlaps(other):
            raise BadRequest(
                f"Invalid input for operation: Requested subnet with cidr: {network} for network: {network_id} overlaps "
                f"with another subnet.",
                kind="InvalidInput",
            )


def _gateway(network: Network, given: Mapping[str, Any]) -> str | None:
    """The one asked for, none where null was asked for, or the first host."""
    if "gateway_ip" not in given:
        return (
            str(network.network_address + 1)
            if network.num_addresses > 1
            else str(network.network_address)
        )
    if not given["gateway_ip"]:
        return None
    gateway = addresses([given["gateway_ip"]])[0]
    if ipaddress.ip_address(gateway).version != network.version:
        raise BadRequest(
            f"Invalid input for operation: gateway_ip '{gateway}' does not match the ip_version '{network.version}'.",
            kind="InvalidInput",
        )
    return gateway


def _pools(network: Network, gateway: str | None, given: Any) -> list[dict[str, str]]:
    """The pools asked for, or every host address but the gateway's. Raises BadRequest, Conflict."""
    if given:
        pools = [_pool(network, one) for one in given]
        _refuse_overlapping(network, pools)
        _refuse_gateway_in(gateway, pools)
        return pools
    first, last = _hosts(network)
    holes = [int(ipaddress.ip_address(gateway))] if gateway else []
    spans, start = [], first
    for hole in holes:
        if first <= hole <= last:
            spans.append((start, hole - 1))
            start = hole + 1
    spans.append((start, last))
    kind = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address
    return [{"start": str(kind(low)), "end": str(kind(high))} for low, high in spans if low <= high]


def _pool(network: Network, pool: Mapping[str, str]) -> dict[str, str]:
    try:
        start, end = (ipaddress.ip_address(_unscoped(pool[edge])) for edge in ("start", "end"))
    except ValueError as error:
        raise BadRequest("Invalid input for allocation_pools.", kind="InvalidInput") from error
    first, last = _hosts(network)
    if start not in network or end not in network or not first <= int(start) <= int(end) <= last:
        raise BadRequest(
            f"The allocation pool {start}-{end} spans beyond the subnet cidr {network}.",
            kind="OutOfBoundsAllocationPool",
        )
    return {"start": str(start), "end": str(end)}


def _hosts(network: Network) -> tuple[int, int]:
    """The first and last address that a host can have: not the network's own, nor the broadcast address."""
    if network.num_addresses <= 2:
        return int(network.network_address), int(network.broadcast_address)
    return int(network.network_address) + 1, int(network.broadcast_address) - (network.version == 4)


def _refuse_overlapping(network: Network, pools: Sequence[Pool]) -> None:
    ordered = sorted(pools, key=lambda pool: int(ipaddress.ip_address(pool["start"])))
    for one, other in pairwise(ordered):
        if int(ipaddress.ip_address(other["start"])) <= int(ipaddress.ip_address(one["end"])):
            shown = " ".join(f"{pool['start']}-{pool['end']}" for pool in (one, other))
            raise Conflict(
                f"Found overlapping allocation pools: {shown} for subnet {network}.",
                kind="OverlappingAllocationPools",
            )


def _refuse_gateway_in(gateway: str | None, pools: Sequence[Pool]) -> None:
    number = int(ipaddress.ip_address(gateway)) if gateway else -1
    for pool in pools:
        if (
            int(ipaddress.ip_address(pool["start"]))
            <= number
            <= int(ipaddress.ip_address(pool["end"]))
        ):
            raise Conflict(
                f"Gateway ip {gateway} conflicts with allocation pool {pool['start']}-{pool['end']}.",
                kind="GatewayConflictWithAllocationPools",
            )


def _routes(given: Any) -> list[dict[str, str]]:
    """Routes for hosts, destination and next hop both checked. Raises BadRequest."""
    found = []
    for route in given or []:
        try:
            destination = str(ipaddress.ip_network(_unscoped(route["destination"]), strict=False))
        except ValueError as error:
            raise BadRequest(
                f"Invalid input for host_routes. Reason: '{route['destination']}' is not a valid CIDR."
            ) from error
        found.append({"destination": destination, "nexthop": addresses([route["nexthop"]])[0]})
    return found


def _unscoped(text: str) -> str:
    """A text that names no zone of a host (``fe80::1%eth0``): two such texts can be one address. Raises ValueError."""
    if "%" in text:
        raise ValueError("an address with a zone")
    return text
