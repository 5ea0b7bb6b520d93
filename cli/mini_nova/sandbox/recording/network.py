"""The networks, subnets, ports, routers, security groups and floating IPs of a recording. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mini_nova.sandbox.recording.fields import (
    Field,
    Item,
    Record,
    by_name,
    flag,
    flag_field,
    flag_unless_false,
    number_field,
    optional_field,
    optional_number,
    sorted_texts,
    take,
    text_field,
)
from mini_nova_auth import lenient

COMMON = {
    "id": text_field("id"),
    "name": text_field("name"),
    "project_id": text_field("project_id"),
    "description": text_field("description"),
    "tags": Field("tags", sorted_texts),
    "created_at": text_field("created_at"),
}
NETWORK = {
    **COMMON,
    "admin_state_up": Field("admin_state_up", flag_unless_false),
    "shared": flag_field("shared"),
    "external": flag_field("router:external"),
    "mtu": number_field("mtu"),
    "network_type": optional_field("provider:network_type"),
    "physical_network": optional_field("provider:physical_network"),
    "segmentation_id": Field("provider:segmentation_id", optional_number),
    "port_security_enabled": Field("port_security_enabled", flag_unless_false),
}
SUBNET = {
    **COMMON,
    "network_id": text_field("network_id"),
    "ip_version": number_field("ip_version"),
    "cidr": text_field("cidr"),
    "gateway_ip": optional_field("gateway_ip"),
    "enable_dhcp": flag_field("enable_dhcp"),
    "dns_nameservers": Field("dns_nameservers", lenient.texts),
    "ipv6_address_mode": optional_field("ipv6_address_mode"),
    "ipv6_ra_mode": optional_field("ipv6_ra_mode"),
}
PORT = {
    **COMMON,
    "network_id": text_field("network_id"),
    "mac_address": text_field("mac_address"),
    "admin_state_up": Field("admin_state_up", flag_unless_false),
    "status": text_field("status"),
    "device_id": text_field("device_id"),
    "device_owner": text_field("device_owner"),
    "host": text_field("binding:host_id"),
    "vnic_type": text_field("binding:vnic_type"),
    "security_groups": Field("security_groups", sorted_texts),
    "port_security_enabled": Field("port_security_enabled", flag_unless_false),
}
ROUTER = {
    **COMMON,
    "admin_state_up": Field("admin_state_up", flag_unless_false),
    "distributed": flag_field("distributed"),
    "ha": flag_field("ha"),
}
SECURITY_GROUP = {**COMMON, "stateful": Field("stateful", flag_unless_false)}
RULE = {
    "id": text_field("id"),
    "direction": text_field("direction"),
    "ethertype": text_field("ethertype"),
    "protocol": optional_field("protocol"),
    "port_range_min": Field("port_range_min", optional_number),
    "port_range_max": Field("port_range_max", optional_number),
    "remote_ip_prefix": optional_field("remote_ip_prefix"),
    "remote_group_id": optional_field("remote_group_id"),
    "description": text_field("description"),
}
RULE_IDS = ("id", "remote_group_id")
FLOATING_IP = {
    **{name: field for name, field in COMMON.items() if name != "name"},
    "floating_network_id": text_field("floating_network_id"),
    "floating_ip_address": text_field("floating_ip_address"),
    "port_id": optional_field("port_id"),
    "fixed_ip_address": optional_field("fixed_ip_address"),
    "router_id": optional_field("router_id"),
}


def networks(items: Sequence[Item]) -> list[Record]:
    """Return the networks."""
    return by_name([take(item, NETWORK) for item in items])


def subnets(items: Sequence[Item], floating_items: Sequence[Item]) -> list[Record]:
    """Return the subnets, without the pools that they come from.

    Neutron hides those of external networks from all but admins: such a network gets a subnet around
    each of its floating IPs.
    """
    records = [_subnet(item) for item in items]
    networks_with_subnets = {record["network_id"] for record in records}
    made_up_subnets: dict[str, Record] = {}
    for item in floating_items:
        network_id = lenient.text(item.get("floating_network_id"))
        if network_id not in networks_with_subnets:
            subnet = _subnet_around(lenient.text(item.get("floating_ip_address")), network_id)
            made_up_subnets[subnet["id"]] = subnet
    return by_name([*records, *made_up_subnets.values()])


def _subnet_around(address: str, network_id: str) -> Record:
    """Return a subnet of 256 addresses with a floating IP in it; its id follows from both."""
    network = ip_network(f"{address}/24", strict=False)
    made_up = {
        "id": str(uuid5(NAMESPACE_URL, f"{network_id}/{network}")),
        "network_id": network_id,
        "ip_version": 4,
        "cidr": str(network),
        "gateway_ip": str(network[1]),
        "allocation_pools": [{"start": str(network[2]), "end": str(network[254])}],
    }
    return _subnet(made_up)


def _subnet(item: Item) -> Record:
    record = take(item, SUBNET)
    record["allocation_pools"] = _pairs(item.get("allocation_pools"), "start", "end")
    record["host_routes"] = _pairs(item.get("host_routes"), "destination", "nexthop")
    return record


def _pairs(value: Any, *members: str) -> list[dict[str, str]]:
    """Return these members of a list's objects, sorted."""
    fields = {member: text_field(member) for member in members}
    pairs = [take(item, fields) for item in lenient.mappings(value)]
    return sorted(pairs, key=lambda pair: list(pair.values()))


def ports(items: Sequence[Item]) -> list[Record]:
    """Return the ports."""
    return by_name([_port(item) for item in items])


def _port(item: Item) -> Record:
    record = take(item, PORT)
    record["fixed_ips"] = _pairs(item.get("fixed_ips"), "ip_address", "subnet_id")
    record["allowed_address_pairs"] = _pairs(
        item.get("allowed_address_pairs"), "ip_address", "mac_address"
    )
    return record


def routers(items: Sequence[Item]) -> list[Record]:
    """Return the routers. Their gateways and interfaces are ports, if the login may see those."""
    return by_name([_router(item) for item in items])


def _router(item: Item) -> Record:
    record = take(item, ROUTER)
    gateway = lenient.mapping(item.get("external_gateway_info"))
    record["gateway_network_id"] = lenient.text(gateway.get("network_id")) or None
    record["enable_snat"] = flag(gateway.get("enable_snat", True))
    record["routes"] = _pairs(item.get("routes"), "destination", "nexthop")
    return record


def security_groups(items: Sequence[Item]) -> list[Record]:
    """Return the security groups with their rules."""
    return by_name([_security_group(item) for item in items])


def _security_group(item: Item) -> Record:
    record = take(item, SECURITY_GROUP)
    record["rules"] = sorted(_rules(item.get("security_group_rules")), key=_rule_order)
    return record


def _rule_order(rule: Record) -> list[str]:
    """Return what rules are sorted by: all but their ids."""
    return [str(value) for name, value in sorted(rule.items()) if name not in RULE_IDS]


def _rules(value: Any) -> list[Record]:
    """Return the rules, but those for an address group: without it they would be for everybody."""
    return [
        take(item, RULE)
        for item in lenient.mappings(value)
        if not item.get("remote_address_group_id")
    ]


def floating_ips(items: Sequence[Item]) -> list[Record]:
    """Return the floating IPs, by their addresses."""
    records = [take(item, FLOATING_IP) for item in items]
    return sorted(records, key=lambda record: str(record["floating_ip_address"]))
