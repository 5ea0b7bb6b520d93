"""Networks and subnets: pools and gateways worked out, and what is refused as Neutron refuses it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, made, network_id, refused

REFUSED: list[tuple[dict[str, Any], int, str]] = [
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


@pytest.mark.parametrize(("given", "status", "kind"), REFUSED)
def test_what_makes_no_subnet(api: Api, given: dict[str, Any], status: int, kind: str) -> None:
    network = made(api, "network", name="n")["id"]
    made(api, "subnet", network_id=network, cidr="10.50.0.0/28")
    assert refused(api, "subnet", network_id=network, **given) == (status, kind)


def test_pools_and_gateways(api: Api) -> None:
    network = made(api, "network", name="n")["id"]
    usual = made(
        api,
        "subnet",
        network_id=network,
        cidr="10.50.0.1/28",
        dns_nameservers=["8.8.8.8"],
        name="usual",
    )
    assert (usual["cidr"], usual["gateway_ip"], usual["ip_version"]) == (
        "10.50.0.0/28",
        "10.50.0.1",
        4,
    )
    assert usual["allocation_pools"] == [{"start": "10.50.0.2", "end": "10.50.0.14"}]
    last = made(api, "subnet", network_id=network, cidr="10.51.0.0/29", gateway_ip="10.51.0.3")
    assert [(one["start"], one["end"]) for one in last["allocation_pools"]] == [
        ("10.51.0.1", "10.51.0.2"),
        ("10.51.0.4", "10.51.0.6"),
    ]
    none = made(api, "subnet", network_id=network, cidr="10.52.0.0/29", gateway_ip=None)
    assert (none["gateway_ip"], none["allocation_pools"]) == (
        None,
        [{"start": "10.52.0.1", "end": "10.52.0.6"}],
    )
    six = made(api, "subnet", network_id=network, cidr="fd00::/64", ip_version=6)
    assert (six["ip_version"], six["allocation_pools"]) == (
        6,
        [{"start": "fd00::2", "end": "fd00::ffff:ffff:ffff:ffff"}],
    )
    assert set(api("GET", f"{ROOT}/networks/{network}").json["network"]["subnets"]) == {
        one["id"] for one in (usual, last, none, six)
    }


def test_a_subnet_changes(api: Api) -> None:
    network = made(api, "network", name="n")["id"]
    subnet = made(api, "subnet", network_id=network, cidr="10.50.0.0/28")
    path = f"{ROOT}/subnets/{subnet['id']}"
    given = {"name": "s", "dns_nameservers": ["1.1.1.1"], "gateway_ip": None, "enable_dhcp": False}
    changed = api("PUT", path, {"subnet": given}).json["subnet"]
    assert given.items() <= changed.items()
    assert changed["revision_number"] == subnet["revision_number"] + 1
    inside = api("PUT", path, {"subnet": {"gateway_ip": "10.50.0.5"}})
    assert (inside.status, inside.json["NeutronError"]["type"]) == (
        409,
        "GatewayConflictWithAllocationPools",
    )
    fixed = api("PUT", path, {"subnet": {"cidr": "10.50.0.0/29"}})
    assert (fixed.status, fixed.json["NeutronError"]["message"]) == (
        400,
        "Cannot update read-only attribute cidr",
    )


def test_what_is_in_use_stays(api: Api) -> None:
    network = made(api, "network", name="n")["id"]
    subnet = made(api, "subnet", network_id=network, cidr="10.50.0.0/28")["id"]
    port = made(api, "port", network_id=network)["id"]
    for path, kind in (
        (f"networks/{network}", "NetworkInUse"),
        (f"subnets/{subnet}", "SubnetInUse"),
    ):
        reply = api("DELETE", f"{ROOT}/{path}")
        assert (reply.status, reply.json["NeutronError"]["type"]) == (409, kind)
    assert [
        api("DELETE", f"{ROOT}/{path}").status for path in (f"ports/{port}", f"networks/{network}")
    ] == [204, 204]
    assert api("GET", f"{ROOT}/subnets/{subnet}").status == 404


def test_bulk_is_all_or_none(api: Api) -> None:
    before = len(api("GET", f"{ROOT}/networks").json["networks"])
    several = api("POST", f"{ROOT}/networks", {"networks": [{"name": "a"}, {"name": "b"}]})
    assert (several.status, [one["name"] for one in several.json["networks"]]) == (201, ["a", "b"])
    assert api("POST", f"{ROOT}/networks", {"networks": [{"name": "c"}, {"bad": 1}]}).status == 400
    assert len(api("GET", f"{ROOT}/networks").json["networks"]) == before + 2


def test_ports_are_one_mac_each_and_of_their_network(api: Api) -> None:
    network = network_id(api, "bss1173")
    made(
        api,
        "port",
        network_id=network,
        mac_address="fa:16:3e:00:00:01",
        fixed_ips=[{"ip_address": "10.0.0.9"}],
    )
    assert refused(api, "port", network_id=network, mac_address="FA:16:3E:00:00:01") == (
        409,
        "MacAddressInUse",
    )
    taken = [{"ip_address": "10.0.0.9"}]
    assert refused(api, "port", network_id=network, fixed_ips=taken) == (
        409,
        "IpAddressAlreadyAllocated",
    )
    assert refused(api, "port", network_id=network, fixed_ips=[{"ip_address": "10.9.0.9"}]) == (
        400,
        "InvalidIpForNetwork",
    )
    assert refused(api, "port", network_id=network, fixed_ips=[{"subnet_id": "x"}])[0] == 400
    assert len(api("GET", f"{ROOT}/ports").json["ports"]) == 1
