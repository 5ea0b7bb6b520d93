"""The addresses of a subnet: allocated once, from its pools or by request, and released."""

from __future__ import annotations

import ipaddress
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.network.ip_text import Network, parse_address
from mini_nova_sandbox.state.database import Database

MAX_DIGITS = 39  # of an IPv6 address as a number


class NoMoreAddresses(Conflict):
    """The pools of a subnet have no free address."""

    kind = "IpAddressGenerationFailure"


def padded_number(address: str) -> str:
    """Return an address as a decimal number, padded so that texts sort as their numbers do."""
    number = int(ipaddress.ip_address(address))
    return _pad(number)


def _pad(number: int) -> str:
    return str(number).zfill(MAX_DIGITS)


def allocate(database: Database, subnet: Mapping[str, Any], port_id: str, address: str = "") -> str:
    """Allocate ``address``, or else the lowest free address of the pools, to a port.

    Raises NoMoreAddresses; Conflict if ``address`` is taken; BadRequest if it is no host address
    of the subnet.
    """
    address = host_address(subnet, address) if address else _lowest_free(database, subnet)
    row = {
        "subnet_id": subnet["id"],
        "ip_address": address,
        "number": padded_number(address),
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
    """Tell whether no port has an address. Raises BadRequest as ``host_address`` does."""
    allocation = database.value(
        "SELECT 1 FROM ip_allocations WHERE subnet_id = ? AND ip_address = ?",
        subnet["id"],
        host_address(subnet, address),
    )
    return allocation is None


def release(database: Database, port_id: str) -> None:
    """Free a port's addresses."""
    database.delete("ip_allocations", port_id=port_id)


def _lowest_free(database: Database, subnet: Mapping[str, Any]) -> str:
    subnet_id = subnet["id"]
    network_id = subnet["network_id"]
    for pool in json.loads(subnet["allocation_pools"]):
        first = ipaddress.ip_address(pool["start"])
        last = ipaddress.ip_address(pool["end"])
        number = _lowest_free_number(database, subnet_id, int(first), int(last))
        if number <= int(last):
            address = ipaddress.ip_address(number)
            return str(address)
    raise NoMoreAddresses(f"No more IP addresses available on network {network_id}.")


def _lowest_free_number(database: Database, subnet_id: str, first: int, last: int) -> int:
    """Return the lowest number from ``first`` on that is not allocated; it can exceed ``last``.

    Bisect: if n numbers are allocated, one of the first n + 1 is free, and a half without a free
    number has as many allocations as numbers.
    """
    low = first
    high = first + _count_allocated(database, subnet_id, first, last)
    while low < high:
        middle = (low + high) // 2
        size = middle - low + 1
        if _count_allocated(database, subnet_id, low, middle) == size:
            low = middle + 1
        else:
            high = middle
    return low


def _count_allocated(database: Database, subnet_id: str, first: int, last: int) -> int:
    """Count the allocations from ``first`` to ``last``; SQLite reads the index only."""
    count: int = database.value(
        "SELECT count(*) FROM ip_allocations WHERE subnet_id = ? AND number BETWEEN ? AND ?",
        subnet_id,
        _pad(first),
        _pad(last),
    )
    return count


def host_address(subnet: Mapping[str, Any], text: str) -> str:
    """Return an address in canonical form.

    Raises BadRequest unless it can be a host's address in the subnet.
    """
    try:
        address = parse_address(text)
    except ValueError as error:
        raise BadRequest(f"'{text}' is not a valid IP address.", kind="InvalidInput") from error
    network = ipaddress.ip_network(subnet["cidr"])
    if address not in network or address in _reserved_addresses(network):
        raise BadRequest(
            f"IP address {text} is not a valid IP for the specified subnet.",
            kind="InvalidIpForSubnet",
        )
    return str(address)


def _reserved_addresses(network: Network) -> tuple[ipaddress.IPv4Address, ...]:
    """Return the network's own and its broadcast address, if no host can have them."""
    if isinstance(network, ipaddress.IPv6Network) or network.num_addresses <= 2:
        return ()
    return network.network_address, network.broadcast_address
