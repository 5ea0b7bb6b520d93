"""Rules of security groups as Nova proxied them before 2.36: for ingress only."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.compute.api.proxies.security_groups import (
    ALL_PORTS,
    ANYWHERE,
    NO_NUMBER,
    WITH_PORTS,
    check_id,
    find,
    rule_view,
)
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network.security_resources import RULES
from mini_nova_sandbox.state.database import Row

LAST = before(NO_PROXIES)
ICMP = "icmp"
MAX_ICMP = 255  # of a type and of a code
FIELDS = {
    "type": "object",
    "properties": {
        "group_id": {**schemas.UUID, "type": ["string", "null"]},
        "parent_group_id": schemas.UUID,
    },
    "required": ["parent_group_id"],
}
RULE = {
    "type": "object",
    "properties": {"security_group_rule": FIELDS},
    "required": ["security_group_rule"],
}
Fields = Mapping[str, Any]  # of a rule, as a request gives them
Range = tuple[int, int]  # ports, or a type and a code


def create(call: Call) -> Answer:
    """Add a rule to a group. Raises NotFound, BadRequest; Forbidden over the quota."""
    fields = call.body["security_group_rule"]
    group = find(call, fields["parent_group_id"])
    attributes = _attributes(call, fields)
    try:
        rule = RULES.create_item(call, {"security_group_id": group["id"], **attributes})
    except Conflict as error:
        raise _refusal(error, group) from error
    row = RULES.find(call, rule["id"])
    return Answer(body={"security_group_rule": rule_view(call.database, row)})


def _refusal(error: Conflict, group: Row) -> BadRequest | Forbidden:
    """Return Nova's refusal for Neutron's: of a rule that exists, or of one too many."""
    if error.kind == "SecurityGroupRuleExists":
        return BadRequest(f"This rule already exists in group {group['id']}")
    return Forbidden(error.message)


def _attributes(call: Call, fields: Fields) -> dict[str, Any]:
    """Return Neutron's attributes of a rule. Raises NotFound, BadRequest."""
    remote_group = fields.get("group_id")
    attributes: dict[str, Any] = {"direction": "ingress", "ethertype": "IPv4"}
    if remote_group:
        attributes["remote_group_id"] = find(call, remote_group)["id"]
    else:
        prefix = _prefix(fields.get("cidr"))
        attributes |= {"remote_ip_prefix": str(prefix), "ethertype": f"IPv{prefix.version}"}
    protocol = str(fields.get("ip_protocol") or "")
    ports = _ports(protocol.lower(), fields)
    if ports is not None and protocol:
        _check(protocol, *ports)
        low, high = ports
        attributes |= {"protocol": protocol, **_neutron_ports(low, high)}
    elif not remote_group:
        raise BadRequest("Not enough parameters to build a valid rule.")
    return attributes


def _prefix(cidr: Any) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface:
    text = unquote(str(cidr or ANYWHERE))
    try:
        if "/" not in text:
            raise ValueError(text)
        return ipaddress.ip_interface(text)
    except ValueError as error:
        raise BadRequest(f"{text} is not a valid IP network.") from error


def _ports(protocol: str, fields: Fields) -> Range | None:
    """Return the ports of a rule; those of a remote group's rule may be left out."""
    from_port = fields.get("from_port")
    to_port = fields.get("to_port")
    if fields.get("group_id") and from_port is None and to_port is None:
        if protocol == ICMP:
            return NO_NUMBER
        return ALL_PORTS if protocol in WITH_PORTS else None
    if from_port is None or to_port is None:
        return None
    try:
        return int(from_port), int(to_port)
    except (TypeError, ValueError) as error:
        subject = "Type and Code" if protocol == ICMP else "To and From ports"
        place = " for ICMP protocol type" if protocol == ICMP else ""
        raise BadRequest(f"Invalid input received: {subject} must be integers{place}") from error


def _check(protocol: str, low: int, high: int) -> None:
    """Raise BadRequest for a protocol that Nova does not know, or ports that it does not have."""
    name = protocol.lower()
    first, last = ALL_PORTS
    problem = ""
    if name not in (*WITH_PORTS, ICMP):
        raise BadRequest(f"Invalid IP protocol {protocol}.")
    if name == ICMP:
        if not (-1 <= low <= MAX_ICMP and -1 <= high <= MAX_ICMP):
            problem = "For ICMP, the type:code must be valid"
    elif low > high:
        problem = "Former value cannot be greater than the later"
    elif low < first or high > last:
        problem = f"Valid {protocol.upper()} ports should be between {first}-{last}"
    if problem:
        raise BadRequest(f"Invalid port range {low}:{high}. {problem}")


def _neutron_ports(low: int, high: int) -> dict[str, int]:
    """Return the ports as Neutron names them; -1 is none."""
    ports = {"port_range_min": low, "port_range_max": high}
    return {name: port for name, port in ports.items() if port != -1}


def delete(call: Call) -> Answer:
    """Remove a rule."""
    rule_id = call.path["rule_id"]
    check_id(rule_id)
    try:
        row = RULES.find(call, rule_id)
    except NotFound as error:
        raise NotFound(error.message) from error
    RULES.delete_item(call, row)
    return Answer(202)


OPERATIONS = (
    Operation("POST", "/os-security-group-rules", create, schema=RULE, until=LAST),
    Operation("DELETE", "/os-security-group-rules/{rule_id}", delete, until=LAST),
)
