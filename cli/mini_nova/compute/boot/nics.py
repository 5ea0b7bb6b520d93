"""Turn ``--nic`` arguments into the ``networks`` of a create request. Pure functions."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mini_nova.compute.microversion import Microversion
from mini_nova.errors import BadUsage
from mini_nova_auth.access.discovery import version_text

AUTO_FROM: Microversion = (2, 37)  # requires `networks`, which may be "auto" or "none"
TAGS_FROM: Microversion = (2, 42)
EARLY_TAGS_FROM: Microversion = (2, 32)  # tags existed before, up to 2.36
EARLY_TAGS_UP_TO: Microversion = (2, 36)
WHOLE = ("auto", "none")
KEYS = {
    "net-id": "net_id",
    "net-name": "net_name",
    "port-id": "port_id",
    "v4-fixed-ip": "v4",
    "v6-fixed-ip": "v6",
    "tag": "tag",
}
TARGETS = frozenset({"net_id", "net_name", "port_id"})


class Nic(NamedTuple):
    """One network card: a network or a port, perhaps with a fixed address and a tag."""

    net_id: str = ""
    net_name: str = ""
    port_id: str = ""
    v4: str = ""
    v6: str = ""
    tag: str = ""


def parse(arguments: Sequence[str]) -> list[Nic] | str | None:
    """Return the cards, ``auto``, ``none``, or None without arguments. Raises BadUsage."""
    whole = [argument for argument in arguments if argument in WHOLE]
    if whole and len(arguments) > 1:
        raise BadUsage("'auto' or 'none' cannot be used with any other nic arguments")
    if whole:
        return whole[0]
    if not arguments:
        return None
    return [_parse_nic(argument) for argument in arguments]


def networks(
    nics: list[Nic] | str | None, version: Microversion, find: Callable[[str], str]
) -> Any:
    """Return the value of ``networks``, or None to leave the key out.

    ``find`` returns the id of a network by its name.

    Raises BadUsage for what the microversion does not have.
    """
    if nics is None:
        return "auto" if version >= AUTO_FROM else None
    if isinstance(nics, str):
        if version < AUTO_FROM:
            raise BadUsage(
                f"Invalid nic argument '{nics}': it needs compute API version 2.37 or newer; "
                f"{version_text(version)} is in use"
            )
        return nics
    return [_network(nic, version, find) for nic in nics]


def _network(nic: Nic, version: Microversion, find: Callable[[str], str]) -> dict[str, str]:
    if nic.tag and not _has_tags(version):
        raise BadUsage(
            f"Invalid nic argument: its tag '{nic.tag}' needs compute API version 2.42 or newer; "
            f"{version_text(version)} is in use"
        )
    network = {
        "uuid": find(nic.net_name) if nic.net_name else nic.net_id,
        "port": nic.port_id,
        "fixed_ip": nic.v4 or nic.v6,
        "tag": nic.tag,
    }
    return {key: value for key, value in network.items() if value}


def _has_tags(version: Microversion) -> bool:
    return version >= TAGS_FROM or EARLY_TAGS_FROM <= version <= EARLY_TAGS_UP_TO


def _parse_nic(argument: str) -> Nic:
    values: dict[str, str] = {}
    for part in argument.split(","):
        key, _, value = part.partition("=")
        field = KEYS.get(key, "")
        if not field:
            raise _invalid(argument, f"{key!r} is none of {', '.join(KEYS)}.")
        if field in values:
            raise _invalid(argument, f"{key} is there twice.")
        if not value:
            raise _invalid(argument, f"{key} has no value.")
        values[field] = value
    nic = Nic(**values)
    targets = TARGETS.intersection(values)
    if len(targets) != 1:
        raise _invalid(argument, "It needs one of net-id, net-name and port-id.")
    if nic.v4 and nic.v6:
        raise BadUsage("Only one of 'v4-fixed-ip' and 'v6-fixed-ip' may be provided.")
    _check_address(nic.v4, ipaddress.IPv4Address, "Invalid ipv4 address.")
    _check_address(nic.v6, ipaddress.IPv6Address, "Invalid ipv6 address.")
    return nic


def _check_address(text: str, kind: Callable[[str], object], sentence: str) -> None:
    try:
        if text:
            kind(text)
    except ValueError as problem:
        raise BadUsage(sentence) from problem


def _invalid(argument: str, fault: str) -> BadUsage:
    return BadUsage(
        f"Invalid nic argument '{argument}'. Nic arguments must be of the form "
        "--nic <auto,none,net-id=net-uuid,net-name=network-name,v4-fixed-ip=ip-addr,"
        "v6-fixed-ip=ip-addr,port-id=port-uuid,tag=tag>, with only one of net-id, net-name or "
        "port-id specified. Specifying a --nic of auto or none cannot be used with any other "
        "--nic value.",
        hint=fault,
    )
