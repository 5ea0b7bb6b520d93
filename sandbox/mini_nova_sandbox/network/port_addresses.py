"""The addresses of a port: allocated as a request asks for them, or one of each IP version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.network import addresses, automatic_addresses
from mini_nova_sandbox.network.port_owners import ROUTER_INTERFACE
from mini_nova_sandbox.state.database import Database, Row

FixedIps = Sequence[Mapping[str, Any]]


def allocate(database: Database, port: Mapping[str, Any], fixed_ips: FixedIps | None) -> None:
    """Allocate the requested addresses to a port, and those that it chooses itself.

    If ``fixed_ips`` is None, allocate one address of each IP version that the network has. Raises
    BadRequest, Conflict, NoMoreAddresses.
    """
    network_id = port["network_id"]
    subnets = database.rows(
        "SELECT * FROM subnets WHERE network_id = ? ORDER BY created_at, id", network_id
    )
    automatic = [subnet for subnet in subnets if automatic_addresses.is_automatic(subnet)]
    if fixed_ips is None:
        managed = [subnet for subnet in subnets if subnet not in automatic]
        _allocate_one_of_each_version(database, managed, port["id"])
    for fixed_ip in fixed_ips or ():
        subnet = _find_subnet(subnets, network_id, fixed_ip)
        _allocate_requested(database, subnet, port, fixed_ip.get("ip_address") or "")
    automatic_addresses.allocate(database, automatic, port)


def _allocate_requested(
    database: Database, subnet: Row, port: Mapping[str, Any], address: str
) -> None:
    """Allocate an address that a request names, or ('') any of a subnet."""
    is_router = port["device_owner"] == ROUTER_INTERFACE
    if automatic_addresses.is_automatic(subnet) and not is_router:
        automatic_addresses.refuse_other(subnet, port, address)
        return
    addresses.allocate(database, subnet, port["id"], address)


def _allocate_one_of_each_version(database: Database, subnets: Sequence[Row], port_id: str) -> None:
    versions = {subnet["ip_version"] for subnet in subnets}
    for version in sorted(versions):
        candidates = [subnet for subnet in subnets if subnet["ip_version"] == version]
        _allocate_from_any(database, candidates, port_id)


def _allocate_from_any(database: Database, subnets: Sequence[Row], port_id: str) -> None:
    """Allocate an address of the first subnet that has one free. Raises NoMoreAddresses."""
    for subnet in subnets[:-1]:
        try:
            addresses.allocate(database, subnet, port_id)
        except addresses.NoMoreAddresses:
            continue
        return
    addresses.allocate(database, subnets[-1], port_id)


def _find_subnet(subnets: Sequence[Row], network_id: str, fixed_ip: Mapping[str, Any]) -> Row:
    """Return the subnet that a fixed IP names or that its address belongs to.

    Raises BadRequest.
    """
    subnet_id = fixed_ip.get("subnet_id")
    if not subnet_id:
        return _subnet_of_address(subnets, fixed_ip.get("ip_address") or "")
    for subnet in subnets:
        if subnet["id"] == subnet_id:
            return subnet
    raise BadRequest(
        f"Invalid input for operation: Failed to create port on network {network_id}, "
        f"because fixed_ips included invalid subnet {subnet_id}.",
        kind="InvalidInput",
    )


def _subnet_of_address(subnets: Sequence[Row], address: str) -> Row:
    for subnet in subnets:
        try:
            addresses.host_address(subnet, address)
        except BadRequest:
            continue
        return subnet
    raise BadRequest(
        "IP address is not a valid IP for any of the subnets on the specified network.",
        kind="InvalidIpForNetwork",
    )
