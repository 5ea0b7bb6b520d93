"""Sequences of calls that create something and act on it, in the sandbox and in a real cloud.

In paths and bodies, ``{word}`` is the id of what an earlier step has created under that word, and
``{network}``, ``{server}`` and the like are what the test has furnished.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Step(NamedTuple):
    """A call; ``word`` is the name for the id of what it creates."""

    service: str
    method: str
    path: str
    body: Any = None
    version: str = ""
    word: str = ""


def network(method: str, path: str, body: Any = None, word: str = "") -> Step:
    """Return a call to Neutron."""
    return Step("network", method, f"/v2.0/{path}", body, "", word)


def create(kind: str, attributes: Any, word: str) -> Step:
    """Return a call that creates a resource of Neutron."""
    return network("POST", f"{kind}s".replace("_", "-"), {kind: attributes}, word)


NET = create("network", {"name": "shape"}, "net")
ROUTER = create("router", {"name": "shape"}, "gate")
V6 = {"network_id": "{net}", "ip_version": 6, "cidr": "2001:db8:5::/64"}
MAC = "fa:16:3e:01:02:03"
PORT = {"network_id": "{net}", "mac_address": MAC}
RULE = {"security_group_id": "{sg}", "direction": "ingress", "protocol": "tcp"}
SEQUENCES: Mapping[str, tuple[Step, ...]] = {
    "automatic addresses": (
        NET,
        create("port", PORT, "port"),
        create("subnet", {**V6, "ipv6_ra_mode": "slaac", "ipv6_address_mode": "slaac"}, "sub"),
        network("GET", "ports/{port}"),
        create("subnet", {**V6, "cidr": "2001:db8:6::/80", "ipv6_ra_mode": "slaac"}, ""),
        create("subnet", {**V6, "enable_dhcp": False, "ipv6_ra_mode": "slaac"}, ""),
        create(
            "port",
            {"network_id": "{net}", "fixed_ips": [{"subnet_id": "{sub}", "ip_address": "::1"}]},
            "",
        ),
        network("PUT", "subnets/{sub}", {"subnet": {"ipv6_ra_mode": "dhcpv6-stateful"}}),
        ROUTER,
        network("PUT", "routers/{gate}/add_router_interface", {"subnet_id": "{sub}"}),
        network("DELETE", "subnets/{sub}"),
        network("PUT", "routers/{gate}/remove_router_interface", {"subnet_id": "{sub}"}),
        network("DELETE", "subnets/{sub}"),
        network("GET", "ports/{port}"),
    ),
    "dhcp options": (
        NET,
        create("port", {**PORT, "extra_dhcp_opts": [{"opt_name": "a", "opt_value": "b"}]}, "port"),
        network(
            "PUT",
            "ports/{port}",
            {"port": {"extra_dhcp_opts": [{"opt_name": "a", "opt_value": None}]}},
        ),
        network("PUT", "ports/{port}", {"port": {"extra_dhcp_opts": [{"opt_name": "a"}]}}),
        network("PUT", "ports/{port}", {"port": {"extra_dhcp_opts": None}}),
    ),
    "overlapping subnets of a router": (
        NET,
        create("network", {"name": "shape"}, "other"),
        create("subnet", {"network_id": "{net}", "ip_version": 4, "cidr": "10.7.0.0/24"}, "sub"),
        create("subnet", {"network_id": "{other}", "ip_version": 4, "cidr": "10.7.0.0/25"}, "low"),
        ROUTER,
        network("PUT", "routers/{gate}/add_router_interface", {"subnet_id": "{sub}"}),
        network("PUT", "routers/{gate}/add_router_interface", {"subnet_id": "{low}"}),
        network("PUT", "routers/{gate}", {"router": {"distributed": True}}),
        network("PUT", "routers/{gate}/remove_router_interface", {"subnet_id": "{sub}"}),
    ),
    "an external network's floating IPs": (
        create("network", {"name": "shape", "router:external": True}, "net"),
        create("subnet", {"network_id": "{net}", "ip_version": 4, "cidr": "10.7.0.0/24"}, "sub"),
        create("floatingip", {"floating_network_id": "{net}"}, "fip"),
        network("DELETE", "networks/{net}"),
        network("GET", "floatingips/{fip}"),
    ),
    "ports of rules": (
        create("security_group", {"name": "shape"}, "sg"),
        create("security_group_rule", {**RULE, "remote_ip_prefix": "10.2.3.4/24"}, "rule"),
        create("security_group_rule", {**RULE, "remote_ip_prefix": "10.2.3.4/24"}, ""),
        create("security_group_rule", {**RULE, "remote_ip_prefix": "10.2.3.0/24"}, "other"),
        create("security_group_rule", {**RULE, "port_range_min": -16, "port_range_max": 1}, ""),
        create("security_group_rule", {**RULE, "port_range_min": 0, "port_range_max": 1}, ""),
        create("security_group_rule", {**RULE, "port_range_min": 2, "port_range_max": 1}, ""),
        create("security_group_rule", {**RULE, "port_range_min": 1, "port_range_max": 65536}, ""),
        create("security_group_rule", {**RULE, "protocol": "icmp", "port_range_max": 1}, ""),
        create("security_group_rule", {**RULE, "protocol": "icmp", "port_range_min": 256}, ""),
        create("security_group_rule", {**RULE, "protocol": "gre", "port_range_min": 5}, ""),
        create("security_group_rule", {**RULE, "protocol": None, "port_range_min": 5}, ""),
        network("PUT", "security-groups/{sg}", {"security_group": {"name": "default"}}),
    ),
}
