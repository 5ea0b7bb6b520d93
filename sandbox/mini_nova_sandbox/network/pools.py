"""The allocation pools of a subnet: requested ones checked, or else worked out."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from itertools import pairwise

from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.network.ip_text import Network, parse_address

Pool = Mapping[str, str]  # {"start": address, "end": address}


def choose(
    network: Network, gateway: str | None, requested: Sequence[Pool] | None
) -> list[dict[str, str]]:
    """Return the requested pools, checked, or else every host address except the gateway's.

    Raises BadRequest, Conflict.
    """
    if not requested:
        return _default_pools(network, gateway)
    pools = [_parse_pool(network, pool) for pool in requested]
    _refuse_overlapping(network, pools)
    refuse_gateway(gateway, pools)
    return pools


def _default_pools(network: Network, gateway: str | None) -> list[dict[str, str]]:
    first, last = _host_range(network)
    ranges = [(first, last)]
    if gateway:
        number = int(ipaddress.ip_address(gateway))
        if first <= number <= last:
            ranges = [(first, number - 1), (number + 1, last)]
    return [
        {"start": _address(network, low), "end": _address(network, high)}
        for low, high in ranges
        if low <= high
    ]


def _parse_pool(network: Network, pool: Pool) -> dict[str, str]:
    """Return a pool with its addresses in canonical form. Raises BadRequest."""
    try:
        start = parse_address(pool["start"])
        end = parse_address(pool["end"])
    except ValueError as error:
        raise BadRequest("Invalid input for allocation_pools.", kind="InvalidInput") from error
    first, last = _host_range(network)
    in_network = start in network and end in network
    if not in_network or not first <= int(start) <= int(end) <= last:
        raise BadRequest(
            f"The allocation pool {start}-{end} spans beyond the subnet cidr {network}.",
            kind="OutOfBoundsAllocationPool",
        )
    return {"start": str(start), "end": str(end)}


def _host_range(network: Network) -> tuple[int, int]:
    """Return the first and last host address as numbers.

    The network's own address and IPv4's broadcast address belong to no host, except in networks
    of one or two addresses.
    """
    first = int(network.network_address)
    last = int(network.broadcast_address)
    if network.num_addresses <= 2:
        return first, last
    if network.version == 4:
        last -= 1
    return first + 1, last


def _address(network: Network, number: int) -> str:
    """Return the address of a number, in the network's IP version."""
    if network.version == 4:
        return str(ipaddress.IPv4Address(number))
    return str(ipaddress.IPv6Address(number))


def _refuse_overlapping(network: Network, pools: Sequence[Pool]) -> None:
    """Raise Conflict if two pools have an address in common."""
    ordered = sorted(pools, key=_start)
    for lower, upper in pairwise(ordered):
        if _start(upper) <= _end(lower):
            overlap = f"{_text(lower)} {_text(upper)}"
            raise Conflict(
                f"Found overlapping allocation pools: {overlap} for subnet {network}.",
                kind="OverlappingAllocationPools",
            )


def _start(pool: Pool) -> int:
    address = ipaddress.ip_address(pool["start"])
    return int(address)


def _end(pool: Pool) -> int:
    address = ipaddress.ip_address(pool["end"])
    return int(address)


def _text(pool: Pool) -> str:
    start = pool["start"]
    end = pool["end"]
    return f"{start}-{end}"


def refuse_gateway(gateway: str | None, pools: Sequence[Pool]) -> None:
    """Raise Conflict if the gateway is in one of the pools."""
    if not gateway:
        return
    number = int(ipaddress.ip_address(gateway))
    for pool in pools:
        if _start(pool) <= number <= _end(pool):
            raise Conflict(
                f"Gateway ip {gateway} conflicts with allocation pool {_text(pool)}.",
                kind="GatewayConflictWithAllocationPools",
            )
