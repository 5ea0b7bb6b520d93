"""The addresses of a server, and the one at which to reach it. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, NamedTuple

from mini_nova.errors import CommandError, ResourceNotFound
from mini_nova_auth import lenient

TYPE = "OS-EXT-IPS:type"
FLOATING = "floating"  # also if Nova does not say


class Wish(NamedTuple):
    """The address that somebody wants: floating or fixed, of IPv4 or IPv6, in a network or any."""

    address_type: str
    version: int
    network: str | None = None


def choose(server: Mapping[str, Any], reference: str, wish: Wish) -> str:
    """Return the only address of a server that fits. Messages call the server by ``reference``.

    Raises CommandError and ResourceNotFound, in the classic client's words.
    """
    addresses = []
    for item in _of_network(server, reference, wish.network):
        address_type = lenient.text_at(item, TYPE) or FLOATING
        if item.get("version") == wish.version and address_type == wish.address_type:
            addresses.append(lenient.text_at(item, "addr"))
    if not addresses:
        raise ResourceNotFound(
            f"No address that would match network '{wish.network}' and type "
            f"'{wish.address_type}' of version IPv{wish.version} has been found for server "
            f"'{reference}'.",
            hint="'mini-nova show' lists the addresses; see --address-type and --network.",
        )
    if len(addresses) > 1:
        raise CommandError(
            f"More than one IPv{wish.version} {wish.address_type} address found.",
            hint=f"They are: {', '.join(addresses)}",
        )
    try:
        return str(ip_address(addresses[0]))
    except ValueError as problem:
        raise CommandError(f"Server '{reference}' has an address that is none.") from problem


def _of_network(
    server: Mapping[str, Any], reference: str, network: str | None
) -> list[dict[str, Any]]:
    """Return the addresses in a network; without a name, in the server's only one."""
    networks = lenient.mapping(server.get("addresses"))
    if network:
        if not networks.get(network):
            raise ResourceNotFound(
                f"Server '{reference}' is not attached to network '{network}'",
                hint=_listing(networks),
            )
        return list(lenient.mappings(networks[network]))
    if not networks:
        raise CommandError(f"Server '{reference}' is not attached to any network.")
    if len(networks) > 1:
        raise CommandError(
            f"Server '{reference}' is attached to more than one network. "
            "Please pick the network to use.",
            hint=_listing(networks),
        )
    (only,) = networks.values()
    return list(lenient.mappings(only))


def _listing(networks: Mapping[str, Any]) -> str:
    return f"They are: {', '.join(sorted(networks))}" if networks else ""
