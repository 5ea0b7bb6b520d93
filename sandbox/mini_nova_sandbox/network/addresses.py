"""Addresses of a subnet: the lowest free one of its pools, or the one asked for. None is ever held twice."""

from __future__ import annotations

import ipaddress
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.state.database import Database

DIGITS = 39  # of the largest IPv6 address: numbers are padded, so that their texts sort as they do


class NoMoreAddresses(Exception):
    """The pools of a subnet are used up."""


def number_of(address: str) -> str:
    """An address as a number that sorts as a text."""
    return str(int(ipaddress.ip_address(address))).zfill(DIGITS)


def allocate(database: Database, subnet: Mapping[str, Any], port_id: str, wanted: str = "") -> str:
    """Takes an address for a port. Raises NoMoreAddresses, Conflict (taken), BadRequest (not of this subnet)."""
    address = host_address(subnet, wanted) if wanted else _lowest_free(database, subnet)
    row = {
        "subnet_id": subnet["id"],
        "ip_address": address,
        "number": number_of(address),
        "port_id": port_id,
    }
    try:
        database.insert("ip_allocations", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"IP address {address} already allocated in subnet {subnet['id']}",
            kind="IpAddressAlreadyAllocated",
        ) from error
    return address


def is_free(database: Database, subnet: Mapping[str, Any], address: str) -> bool:
    """Whether nobody has an address."""
    taken = database.value(
        "SELECT 1 FROM ip_allocations WHERE subnet_id = ? AND ip_address = ?",
        subnet["id"],
        host_address(subnet, address),
    )
    return taken is None


def release(database: Database, port_id: str) -> None:
    """Gives a port's addresses back."""
    database.delete("ip_allocations", port_id=port_id)


def _lowest_free(database: Database, subnet: Mapping[str, Any]) -> str:
    """The first address of a pool that nobody has: the pool's start, or the number after the first gap."""
    for pool in json.loads(subnet["allocation_pools"]):
        first, last = (
            int(ipaddress.ip_address(pool["start"])),
            int(ipaddress.ip_address(pool["end"])),
        )
        start = str(first).zfill(DIGITS)
        if (
            database.value(
                "SELECT 1 FROM ip_allocations WHERE subnet_id = ? AND number = ?",
                subnet["id"],
                start,
            )
            is None
        ):
            return str(ipaddress.ip_address(first))
        candidate = _after_gap(database, subnet["id"], first, last)
        if candidate <= last:
            return str(ipaddress.ip_address(candidate))
    raise NoMoreAddresses(f"No more IP addresses available on network {subnet['network_id']}.")


def _after_gap(database: Database, subnet_id: str, first: int, last: int) -> int:
    """The lowest number from ``first`` on that is not taken. As many as are taken is as far as it can be; then by halves:
    a half without a gap has as many taken as it has numbers."""
    low, high = first, first + _taken(database, subnet_id, first, last)
    while low < high:
        middle = (low + high) // 2
        if _taken(database, subnet_id, low, middle) == middle - low + 1:
            low = middle + 1
        else:
            high = middle
    return low


def _taken(database: Database, subnet_id: str, first: int, last: int) -> int:
    """How many of the numbers from ``first`` to ``last`` are taken; the index alone answers."""
    taken: int = database.value(
        "SELECT count(*) FROM ip_allocations WHERE subnet_id = ? AND number BETWEEN ? AND ?",
        subnet_id,
        str(first).zfill(DIGITS),
        str(last).zfill(DIGITS),
    )
    return taken


def host_address(subnet: Mapping[str, Any], address: str) -> str:
    """The address in its usual form, if it can be a host's in the subnet. Raises BadRequest."""
    try:
        found = ipaddress.ip_address(
            address if "%" not in address else ""
        )  # a zone would make two texts of one address
    except ValueError as error:
        raise BadRequest(f"'{address}' is not a valid IP address.", kind="InvalidInput") from error
    network = ipaddress.ip_network(subnet["cidr"])
    edges = (
        (network.network_address, network.broadcast_address) if network.num_addresses > 2 else ()
    )
    if found not in network or (network.version == 4 and found in edges):
        raise BadRequest(
            f"IP address {address} is not a valid IP for the specified subnet.",
            kind="InvalidIpForSubnet",
        )
    return str(found)
