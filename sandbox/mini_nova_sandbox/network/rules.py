"""Security group rules: check a request's attributes, and bring them into one form. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest

WITH_PORTS = ("tcp", "udp", "sctp", "dccp", "udplite", "6", "17", "132", "33", "136")
ICMP = ("icmp", "icmpv6", "ipv6-icmp", "1", "58")
PORT_PROTOCOLS = "DCCP, SCTP, TCP, UDP, UDPLITE"
MAX_PORT = 65535
MAX_ICMP = 255  # of a type and of a code
NAMES = (
    "ah",
    "dccp",
    "egp",
    "esp",
    "gre",
    "hopopt",
    "icmp",
    "icmpv6",
    "igmp",
    "ip",
    "ipip",
    "ipv6-encap",
    "ipv6-frag",
    "ipv6-icmp",
    "ipv6-nonxt",
    "ipv6-opts",
    "ipv6-route",
    "ospf",
    "pgm",
    "rsvp",
    "sctp",
    "tcp",
    "udp",
    "udplite",
    "vrrp",
)


def normalize(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule's attributes, the protocol in lower case and the prefix with its length.

    Raises BadRequest.
    """
    ethertype = attributes.get("ethertype") or "IPv4"
    protocol = _protocol(attributes.get("protocol"))
    prefix = _prefix(attributes.get("remote_ip_prefix"), ethertype)
    if prefix and attributes.get("remote_group_id"):
        raise BadRequest(
            "Only remote_ip_prefix or remote_group_id may be provided.",
            kind="SecurityGroupMultipleRemoteAttributes",
        )
    _check_ports(protocol, attributes.get("port_range_min"), attributes.get("port_range_max"))
    normalized = {"ethertype": ethertype, "protocol": protocol, "remote_ip_prefix": prefix}
    return {**attributes, **normalized}


def _protocol(protocol: Any) -> str | None:
    """Return a protocol's name or number as a text; None if any protocol will do."""
    text = "" if protocol is None else str(protocol).lower()
    if text in ("", "any"):
        return None
    if text not in NAMES and not _is_protocol_number(text):
        raise BadRequest(
            f"Security group rule protocol {protocol} not supported.",
            kind="SecurityGroupRuleInvalidProtocol",
        )
    return text


def _is_protocol_number(text: str) -> bool:
    if not (text.isascii() and text.isdigit()):
        return False
    return int(text[:4]) <= 255


def _prefix(prefix: str | None, ethertype: str) -> str | None:
    """Return a prefix as an address and a length, or None if there is none."""
    if not prefix:
        return None
    try:
        interface = ipaddress.ip_interface(prefix)
    except ValueError as error:
        raise BadRequest(
            f"Invalid CIDR {prefix} given as IP prefix.", kind="InvalidCIDR"
        ) from error
    version = 4 if ethertype == "IPv4" else 6
    if interface.version != version:
        raise BadRequest(
            f"Conflicting value ethertype {ethertype} for CIDR {prefix}.",
            kind="SecurityGroupRuleParameterConflict",
        )
    return str(interface)


def _check_ports(protocol: str | None, low: int | None, high: int | None) -> None:
    """Check a range of ports, or the type (``low``) and code (``high``) of ICMP."""
    _check_port_numbers(low, high)
    if low is None and high is None:
        return
    if protocol is None:
        raise BadRequest(
            "Must also specify protocol if port range is given.",
            kind="SecurityGroupProtocolRequiredWithPorts",
        )
    if protocol in ICMP:
        _check_icmp(low, high)
    elif protocol not in WITH_PORTS:
        raise BadRequest(
            f"Ports cannot be specified for protocol {protocol}. "
            f"Ports are only supported for {PORT_PROTOCOLS}.",
            kind="SecurityGroupInvalidProtocolForPort",
        )
    elif low is None or high is None or low > high:
        raise BadRequest(
            "For TCP/UDP protocols, port_range_min must be <= port_range_max",
            kind="SecurityGroupInvalidPortRange",
        )
    elif low == 0:
        raise _invalid_port(0)


def _check_port_numbers(*numbers: int | None) -> None:
    """Raise BadRequest for a number that no port can have."""
    for number in numbers:
        if number is not None and not 0 <= number <= MAX_PORT:
            raise _invalid_port(number)


def _invalid_port(number: int) -> BadRequest:
    return BadRequest(f"Invalid value for port {number}", kind="SecurityGroupInvalidPortValue")


def _check_icmp(kind: int | None, code: int | None) -> None:
    """Check a type and a code of ICMP. Raises BadRequest."""
    for number, field, name in ((kind, "type", "min"), (code, "code", "max")):
        if number is not None and number > MAX_ICMP:
            raise BadRequest(
                f"Invalid value for ICMP {field} (port_range_{name}) {number}. "
                "It must be 0 to 255.",
                kind="SecurityGroupInvalidIcmpValue",
            )
    if kind is None:
        raise BadRequest(
            f"ICMP code (port-range-max) {code} is provided but ICMP type (port-range-min) "
            "is missing.",
            kind="SecurityGroupMissingIcmpType",
        )
