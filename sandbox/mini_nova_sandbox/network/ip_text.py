"""Parse the texts of IP addresses and networks.

A text with a zone (``fe80::1%eth0``) is refused: two such texts could mean one address.
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_address(text: str) -> Address:
    """Parse an address. Raises ValueError."""
    _refuse_zone(text)
    return ipaddress.ip_address(text)


def parse_network(text: str) -> Network:
    """Parse a CIDR, clearing the bits of its host. Raises ValueError."""
    _refuse_zone(text)
    return ipaddress.ip_network(text, strict=False)


def _refuse_zone(text: str) -> None:
    if "%" in text:
        raise ValueError(f"an address with a zone: {text}")
