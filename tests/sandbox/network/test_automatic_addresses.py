"""IPv6 subnets whose hosts choose their own addresses, by SLAAC or DHCPv6 without state."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.network import automatic_addresses
from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, refusal
from tests.sandbox.network.test_routers import kind, put

MAC = "fa:16:3e:01:02:03"
CHOSEN = "2001:db8::f816:3eff:fe01:203"  # what MAC makes of the prefix
SLAAC: dict[str, Any] = {"ip_version": 6, "cidr": "2001:db8::/64", "ipv6_address_mode": "slaac"}


def addresses_of(api: Api, port_id: str) -> list[str]:
    """Return the addresses of a port."""
    port = api("GET", f"{ROOT}/ports/{port_id}").json["port"]
    return [fixed_ip["ip_address"] for fixed_ip in port["fixed_ips"]]


def test_the_address_that_a_mac_address_makes() -> None:
    assert automatic_addresses.address("2001:db8::/64", MAC) == CHOSEN


@pytest.mark.parametrize("mode", ["slaac", "dhcpv6-stateless"])
def test_a_port_has_its_own_address_beside_others(api: Api, mode: str) -> None:
    network = create(api, "network")["id"]
    create(api, "subnet", network_id=network, cidr="10.7.0.0/24")
    modes = {"ipv6_ra_mode": mode, "ipv6_address_mode": mode}
    create(api, "subnet", network_id=network, **{**SLAAC, **modes})
    port = create(api, "port", network_id=network, mac_address=MAC)
    assert [fixed_ip["ip_address"] for fixed_ip in port["fixed_ips"]] == ["10.7.0.2", CHOSEN]


def test_a_port_cannot_have_another_address(api: Api) -> None:
    network = create(api, "network")["id"]
    subnet = create(api, "subnet", network_id=network, **SLAAC)["id"]
    fixed_ips = [{"subnet_id": subnet, "ip_address": "2001:db8::5"}]
    expected = (400, "AllocationOnAutoAddressSubnet")
    assert refusal(api, "port", network_id=network, fixed_ips=fixed_ips) == expected
    fixed_ips = [{"subnet_id": subnet}]
    port = create(api, "port", network_id=network, mac_address=MAC, fixed_ips=fixed_ips)
    assert addresses_of(api, port["id"]) == [CHOSEN]


def test_ports_gain_and_lose_addresses_with_a_subnet(api: Api) -> None:
    network = create(api, "network")["id"]
    port = create(api, "port", network_id=network, mac_address=MAC)["id"]
    assert addresses_of(api, port) == []
    subnet = create(api, "subnet", network_id=network, **SLAAC)["id"]
    assert addresses_of(api, port) == [CHOSEN]
    assert api("DELETE", f"{ROOT}/subnets/{subnet}").status == 204
    assert addresses_of(api, port) == []


def test_a_router_keeps_a_subnet(api: Api) -> None:
    network = create(api, "network")["id"]
    subnet = create(api, "subnet", network_id=network, **SLAAC)["id"]
    router = create(api, "router")["id"]
    interface = {"subnet_id": subnet}
    assert put(api, f"routers/{router}/add_router_interface", interface).status == 200
    assert kind(api("DELETE", f"{ROOT}/subnets/{subnet}")) == (409, "SubnetInUse")


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"ipv6_ra_mode": "dhcpv6-stateful"}, "they must be the same value"),
        ({"enable_dhcp": False}, "cannot be set when enable_dhcp is set to False"),
        ({"cidr": "2001:db8::/80"}, "requires the prefix to be /64"),
        ({"cidr": "10.7.0.0/24", "ip_version": 4}, "not valid when ip_version is 4"),
    ],
)
def test_refused_modes(api: Api, attributes: dict[str, Any], words: str) -> None:
    network = create(api, "network")["id"]
    subnet = {"network_id": network, **SLAAC, **attributes}
    reply = api("POST", f"{ROOT}/subnets", {"subnet": subnet})
    assert kind(reply) == (400, "InvalidInput")
    assert words in reply.json["NeutronError"]["message"]
