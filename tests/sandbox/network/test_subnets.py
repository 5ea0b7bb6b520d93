"""Networks and subnets: their pools and gateways, and refusals as Neutron makes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, items, network_id, refusal

REFUSALS: list[tuple[dict[str, Any], int, str]] = [
    ({"cidr": "x"}, 400, "HTTPBadRequest"),
    ({"cidr": "fe80::%1/64"}, 400, "HTTPBadRequest"),
    ({"cidr": "10.1.0.0/29", "ip_version": 6}, 400, "InvalidInput"),
    ({"cidr": "10.50.0.8/29"}, 400, "InvalidInput"),  # overlaps
    ({"cidr": "10.1.0.0/29", "gateway_ip": "::1"}, 400, "InvalidInput"),
    ({"cidr": "10.1.0.0/29", "gateway_ip": "x"}, 400, "InvalidInput"),
    ({"cidr": "10.1.0.0/29", "dns_nameservers": ["x"]}, 400, "InvalidInput"),
    (
        {"cidr": "10.1.0.0/29", "host_routes": [{"destination": "x", "nexthop": "10.1.0.2"}]},
        400,
        "HTTPBadRequest",
    ),
    (
        {"cidr": "10.1.0.0/29", "host_routes": [{"destination": "10.2.0.0/24", "nexthop": "..."}]},
        400,
        "InvalidInput",
    ),
    (
        {"cidr": "10.1.0.0/29", "allocation_pools": [{"start": "10.1.0.0", "end": "10.1.0.7"}]},
        400,
        "OutOfBoundsAllocationPool",
    ),
    (
        {"cidr": "10.1.0.0/29", "allocation_pools": [{"start": "10.1.0.5", "end": "10.1.0.3"}]},
        400,
        "OutOfBoundsAllocationPool",
    ),
    (
        {"cidr": "10.1.0.0/29", "allocation_pools": [{"start": "10.1.0.1", "end": "10.1.0.4"}]},
        409,
        "GatewayConflictWithAllocationPools",
    ),
    (
        {
            "cidr": "10.1.0.0/29",
            "allocation_pools": [
                {"start": "10.1.0.2", "end": "10.1.0.4"},
                {"start": "10.1.0.4", "end": "10.1.0.5"},
            ],
        },
        409,
        "OverlappingAllocationPools",
    ),
]


@pytest.mark.parametrize(("attributes", "status", "kind"), REFUSALS)
def test_invalid_subnets(api: Api, attributes: dict[str, Any], status: int, kind: str) -> None:
    network = create(api, "network", name="n")["id"]
    create(api, "subnet", network_id=network, cidr="10.50.0.0/28")
    assert refusal(api, "subnet", network_id=network, **attributes) == (status, kind)


def test_the_usual_gateway_and_pool(api: Api) -> None:
    network = create(api, "network", name="n")["id"]
    subnet = create(
        api, "subnet", network_id=network, cidr="10.50.0.1/28", dns_nameservers=["8.8.8.8"]
    )
    assert subnet["cidr"] == "10.50.0.0/28"
    assert subnet["gateway_ip"] == "10.50.0.1"
    assert subnet["ip_version"] == 4
    assert subnet["allocation_pools"] == [{"start": "10.50.0.2", "end": "10.50.0.14"}]


@pytest.mark.parametrize(
    ("attributes", "gateway", "pools"),
    [
        (
            {"cidr": "10.51.0.0/29", "gateway_ip": "10.51.0.3"},
            "10.51.0.3",
            [("10.51.0.1", "10.51.0.2"), ("10.51.0.4", "10.51.0.6")],
        ),
        (
            {"cidr": "10.52.0.0/29", "gateway_ip": None},
            None,
            [("10.52.0.1", "10.52.0.6")],
        ),
        (
            {"cidr": "fd00::/64", "ip_version": 6},
            "fd00::1",
            [("fd00::2", "fd00::ffff:ffff:ffff:ffff")],
        ),
        ({"cidr": "10.53.0.4/31"}, "10.53.0.5", [("10.53.0.4", "10.53.0.4")]),
        ({"cidr": "10.54.0.1/32"}, "10.54.0.1", []),
    ],
)
def test_gateways_and_pools(
    api: Api, attributes: dict[str, Any], gateway: str | None, pools: list[tuple[str, str]]
) -> None:
    network = create(api, "network", name="n")["id"]
    subnet = create(api, "subnet", network_id=network, **attributes)
    assert subnet["gateway_ip"] == gateway
    assert [(pool["start"], pool["end"]) for pool in subnet["allocation_pools"]] == pools
    assert api("GET", f"{ROOT}/networks/{network}").json["network"]["subnets"] == [subnet["id"]]


def test_a_network_lists_all_its_subnets(api: Api) -> None:
    network = create(api, "network", name="n")["id"]
    cidrs = ("10.50.0.0/28", "10.51.0.0/29", "fd00::/64")
    ids = [create(api, "subnet", network_id=network, cidr=cidr)["id"] for cidr in cidrs]
    assert set(api("GET", f"{ROOT}/networks/{network}").json["network"]["subnets"]) == set(ids)


def test_update_a_subnet(api: Api) -> None:
    network = create(api, "network", name="n")["id"]
    subnet = create(api, "subnet", network_id=network, cidr="10.50.0.0/28")
    path = f"{ROOT}/subnets/{subnet['id']}"
    changes = {
        "name": "s",
        "dns_nameservers": ["1.1.1.1"],
        "gateway_ip": None,
        "enable_dhcp": False,
    }
    updated_subnet = api("PUT", path, {"subnet": changes}).json["subnet"]
    assert changes.items() <= updated_subnet.items()
    assert updated_subnet["revision_number"] == subnet["revision_number"] + 1
    reply = api("PUT", path, {"subnet": {"gateway_ip": "10.50.0.5"}})
    assert reply.status == 409
    assert reply.json["NeutronError"]["type"] == "GatewayConflictWithAllocationPools"
    reply = api("PUT", path, {"subnet": {"cidr": "10.50.0.0/29"}})
    assert reply.status == 400
    assert reply.json["NeutronError"]["message"] == "Cannot update read-only attribute cidr"


def test_networks_and_subnets_with_ports_cannot_be_deleted(api: Api) -> None:
    network = create(api, "network", name="n")["id"]
    subnet = create(api, "subnet", network_id=network, cidr="10.50.0.0/28")["id"]
    port = create(api, "port", network_id=network)["id"]
    for path, kind in (
        (f"{ROOT}/networks/{network}", "NetworkInUse"),
        (f"{ROOT}/subnets/{subnet}", "SubnetInUse"),
    ):
        reply = api("DELETE", path)
        assert (reply.status, reply.json["NeutronError"]["type"]) == (409, kind)
    assert api("DELETE", f"{ROOT}/ports/{port}").status == 204
    assert api("DELETE", f"{ROOT}/networks/{network}").status == 204
    assert api("GET", f"{ROOT}/subnets/{subnet}").status == 404


def test_a_bulk_request_creates_all_or_none(api: Api) -> None:
    count = len(items(api, "networks"))
    reply = api("POST", f"{ROOT}/networks", {"networks": [{"name": "a"}, {"name": "b"}]})
    assert reply.status == 201
    assert [network["name"] for network in reply.json["networks"]] == ["a", "b"]
    reply = api("POST", f"{ROOT}/networks", {"networks": [{"name": "c"}, {"bad": 1}]})
    assert reply.status == 400
    assert len(items(api, "networks")) == count + 2


def test_mac_and_ip_addresses_are_unique_in_a_network(api: Api) -> None:
    network = network_id(api, "bss1173")
    mac_address = "fa:16:3e:00:00:01"
    fixed_ips = [{"ip_address": "10.0.0.9"}]
    create(api, "port", network_id=network, mac_address=mac_address, fixed_ips=fixed_ips)
    cases: list[tuple[dict[str, Any], tuple[int, str]]] = [
        ({"mac_address": mac_address.upper()}, (409, "MacAddressInUse")),
        ({"fixed_ips": fixed_ips}, (409, "IpAddressAlreadyAllocated")),
        ({"fixed_ips": [{"ip_address": "10.9.0.9"}]}, (400, "InvalidIpForNetwork")),
        ({"fixed_ips": [{"subnet_id": "x"}]}, (400, "InvalidInput")),
    ]
    for attributes, error in cases:
        assert refusal(api, "port", network_id=network, **attributes) == error
    assert len(items(api, "ports", "device_owner=")) == 1
