"""Subnets whose hosts choose their own IPv6 addresses, by SLAAC or DHCPv6 without state.

Each port of such a subnet has the one address that its MAC address makes (RFC 4291, appendix A).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.network import addresses
from mini_nova_sandbox.network.ip_text import Network
from mini_nova_sandbox.network.port_owners import ROUTER_INTERFACE
from mini_nova_sandbox.state.database import Database, Row

MODES = ("ipv6_ra_mode", "ipv6_address_mode")
AUTOMATIC = ("slaac", "dhcpv6-stateless")
PREFIX_LENGTH = 64  # of a subnet with such addresses
LOCAL_BIT = 1 << 57  # of an interface's id: whether its MAC address is a local one
FILLER = 0xFFFE  # between the two halves of a MAC address


def is_automatic(subnet: Mapping[str, Any]) -> bool:
    """Tell whether the hosts of a subnet choose their own addresses."""
    return any(subnet.get(mode) in AUTOMATIC for mode in MODES)


def check_modes(network: Network, attributes: Mapping[str, Any]) -> None:
    """Check the modes of a new subnet. Raises BadRequest, in Neutron's words."""
    modes = {name: attributes[name] for name in MODES if attributes.get(name)}
    if not modes:
        return
    if network.version == 4:
        name = next(iter(modes))
        raise _invalid(f"{name} is not valid when ip_version is 4")
    if not attributes.get("enable_dhcp", True):
        raise _invalid(
            "ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False"
        )
    if len(set(modes.values())) > 1:
        raise _invalid(
            f"ipv6_ra_mode set to '{modes['ipv6_ra_mode']}' with ipv6_address_mode "
            f"set to '{modes['ipv6_address_mode']}' is not valid. "
            "If both attributes are set, they must be the same value"
        )
    if is_automatic(attributes) and network.prefixlen != PREFIX_LENGTH:
        raise _invalid(
            f"Invalid CIDR {network} for IPv6 address mode. OpenStack uses the EUI-64 address "
            "format, which requires the prefix to be /64"
        )


def _invalid(reason: str) -> BadRequest:
    return BadRequest(f"Invalid input for operation: {reason}.", kind="InvalidInput")


def address(cidr: str, mac_address: str) -> str:
    """Return the address that a MAC address makes in an IPv6 network of 64 bits."""
    digits = mac_address.replace(":", "")
    vendor = int(digits[:6], 16)
    device = int(digits[6:], 16)
    interface = (vendor << 40 | FILLER << 24 | device) ^ LOCAL_BIT
    prefix = ipaddress.IPv6Network(cidr).network_address
    return str(prefix + interface)


def allocate(database: Database, subnets: Sequence[Row], port: Mapping[str, Any]) -> None:
    """Allocate a port's own address in each of the subnets; a router's interface has none."""
    if port["device_owner"] == ROUTER_INTERFACE:
        return
    for subnet in subnets:
        own_address = address(subnet["cidr"], port["mac_address"])
        if addresses.is_free(database, subnet, own_address):
            addresses.allocate(database, subnet, port["id"], own_address)


def refuse_other(subnet: Row, port: Mapping[str, Any], requested: str) -> None:
    """Raise BadRequest if a request gives a port an address that is not its own."""
    own_address = address(subnet["cidr"], port["mac_address"])
    if requested and addresses.host_address(subnet, requested) != own_address:
        raise BadRequest(
            f"IPv6 address {requested} cannot be directly assigned to a port on subnet "
            f"{subnet['id']} as the subnet is configured for automatic addresses",
            kind="AllocationOnAutoAddressSubnet",
        )


def add_to_ports(database: Database, subnet: Row) -> None:
    """Give the ports of a network their addresses in a new subnet of it."""
    if not is_automatic(subnet):
        return
    for port in database.rows("SELECT * FROM ports WHERE network_id = ?", subnet["network_id"]):
        allocate(database, [subnet], port)


def release(database: Database, subnet: Row) -> None:
    """Free the addresses that ports have chosen in a subnet; those of routers stay."""
    if not is_automatic(subnet):
        return
    database.run(
        "DELETE FROM ip_allocations WHERE subnet_id = ?"
        " AND port_id NOT IN (SELECT id FROM ports WHERE device_owner = ?)",
        subnet["id"],
        ROUTER_INTERFACE,
    )
