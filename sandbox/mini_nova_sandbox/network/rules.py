"""Security group rules: what a request says checked and put into one form. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest

WITH_PORTS = ("tcp", "udp", "sctp", "dccp", "udplite", "6", "17", "132", "33", "136")
ICMP = ("icmp", "icmpv6", "ipv6-icmp", "1", "58")
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


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The rule, its protocol in lower case and its prefix as a network. Raises BadRequest."""
    ethertype = given.get("ethertype") or "IPv4"
    protocol = _protocol(given.get("protocol"))
    prefix = _prefix(given.get("remote_ip_prefix"), ethertype)
    if prefix and given.get("remote_group_id"):
        raise BadRequest(
            "Only remote_ip_prefix or remote_group_id may be provided.",
            kind="SecurityGroupMultipleRemoteAttributes",
        )
    _check_ports(protocol, given.get("port_range_min"), given.get("port_range_max"))
    return {**given, "ethertype": ethertype, "protocol": protocol, "remote_ip_prefix": prefix}


def _protocol(given: Any) -> str | None:
    text = "" if given is None else str(given).lower()
    if text in ("", "any"):
        return None
    if text not in NAMES and not (text.isascii() and text.isdigit() and int(text[:4]) <= 255):
        raise BadRequest(
            f"Security group rule protocol {given} not supported.",
            kind="SecurityGroupRuleInvalidProtocol",
        )
    return text


def _prefix(given: str | None, ethertype: str) -> str | None:
    if not given:
        return None
    try:
        network = ipaddress.ip_network(given, strict=False)
    except ValueError as error:
        raise BadRequest(f"Invalid CIDR {given} given as IP prefix.", kind="InvalidCIDR") from error
    if network.version != (4 if ethertype == "IPv4" else 6):
        raise BadRequest(
            f"Conflicting value ethertype {ethertype} for CIDR {given}.",
            kind="SecurityGroupRuleParameterConflict",
        )
    return str(network)


def _check_ports(protocol: str | None, low: int | None, high: int | None) -> None:
    if low is None and high is None:
        return
    if protocol in ICMP:
        if low is None or max(low, high or 0) > 255:
            raise BadRequest(
                "Invalid value for ICMP type or code.", kind="SecurityGroupInvalidIcmpValue"
            )
    elif protocol not in WITH_PORTS:
        raise BadRequest(
            "Must also specify protocol if port range is given.",
            kind="SecurityGroupProtocolRequiredWithPorts",
        )
    elif low is None or high is None or not 0 <= low <= high:
        raise BadRequest(
            "For TCP/UDP protocols, port_range_min must be <= port_range_max",
            kind="SecurityGroupInvalidPortRange",
        )
