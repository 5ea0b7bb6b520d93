"""Addresses: the lowest free one first, none twice, and an end to every pool."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.network import addresses, ports
from mini_nova_sandbox.network.allocate_for_instance import (
    NetworkError,
    allocate_for_instance,
    deallocate_for_instance,
)
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database, Row
from tests.sandbox.network.cloud_network import instance, network_with_subnet, vif_addresses


def allocated_addresses(database: Database, network_id: str) -> list[str]:
    rows = database.rows(
        "SELECT ip_address FROM ip_allocations JOIN subnets ON subnets.id = subnet_id"
        " WHERE network_id = ? ORDER BY number",
        network_id,
    )
    return [row["ip_address"] for row in rows]


def allocate(database: Database, uuid: str, network: Row) -> str:
    """Give an instance a port on a network, and return its address."""
    request = {"uuid": network["id"]}
    with database.transaction():
        (vif,) = allocate_for_instance(database, instance(database, uuid), "host", [request], [])
    (address,) = vif_addresses(vif)
    return address


def test_two_hundred_instances_compete_for_thirteen_addresses(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "10.50.0.0/28")
    winners = []
    losers = 0
    for number in range(200):
        try:
            winners.append(allocate(database, f"instance-{number}", network))
        except NetworkError as error:
            losers += "No more IP addresses available" in str(error)
    # .0 is the network's own address, .1 the gateway's, .15 the broadcast address.
    assert winners == [f"10.50.0.{number}" for number in range(2, 15)]
    assert losers == 187
    assert allocated_addresses(database, network["id"]) == winners
    assert database.value("SELECT count(*) FROM ports WHERE network_id = ?", network["id"]) == 13


def test_the_lowest_freed_address_is_allocated_next(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "10.50.0.0/29")
    for number in range(5):
        allocate(database, f"i{number}", network)
    deallocate_for_instance(database, "i2")
    deallocate_for_instance(database, "i1")
    assert allocate(database, "new", network) == "10.50.0.3"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    allocated=st.sets(st.integers(1, 30)),
    pools=st.sets(st.sampled_from([(2, 5), (7, 7), (10, 20), (25, 30)]), min_size=1),
)
def test_the_lowest_free_address_of_the_pools(
    sandbox_cloud: Cloud, allocated: set[int], pools: set[tuple[int, int]]
) -> None:
    database = sandbox_cloud.database
    allocation_pools = [
        {"start": f"10.60.0.{low}", "end": f"10.60.0.{high}"} for low, high in sorted(pools)
    ]
    network = network_with_subnet(
        database, "10.60.0.0/27", gateway_ip=None, allocation_pools=allocation_pools
    )
    if allocated:
        fixed_ips = [{"ip_address": f"10.60.0.{number}"} for number in allocated]
        ports.create(database, network, "p", {"fixed_ips": fixed_ips})
    pool_numbers = {number for low, high in pools for number in range(low, high + 1)}
    free_numbers = sorted(pool_numbers - allocated)
    subnet = database.row("SELECT * FROM subnets WHERE network_id = ?", network["id"])
    assert subnet is not None
    port_id = ports.create(database, network, "p", {"fixed_ips": []})
    if free_numbers:
        assert addresses.allocate(database, subnet, port_id) == f"10.60.0.{free_numbers[0]}"
    else:
        with pytest.raises(addresses.NoMoreAddresses):
            addresses.allocate(database, subnet, port_id)


def test_ipv6_addresses_are_larger_than_sqlite_s_integers(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "fd00::/64")
    for _ in range(3):
        ports.create(database, network, "p", {})
    assert allocated_addresses(database, network["id"]) == ["fd00::2", "fd00::3", "fd00::4"]


@pytest.mark.parametrize(
    "address",
    ["10.50.0.0", "10.50.0.15", "10.51.0.2", "::1", "x", "", "10.50.0.2/28", "fe80::1%a"],
)
def test_an_address_that_no_host_of_the_subnet_can_have(sandbox_cloud: Cloud, address: str) -> None:
    network = network_with_subnet(sandbox_cloud.database, "10.50.0.0/28")
    attributes = {"fixed_ips": [{"ip_address": address}]}
    with pytest.raises(BadRequest):
        ports.create(sandbox_cloud.database, network, "p", attributes)


def test_two_spellings_of_an_address_are_the_same_address(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "fd00::/64")
    ports.create(database, network, "p", {"fixed_ips": [{"ip_address": "fd00::00ff"}]})
    for spelling in ("fd00::ff", "FD00:0:0:0::FF"):
        with pytest.raises(Conflict):
            ports.create(database, network, "p", {"fixed_ips": [{"ip_address": spelling}]})


def test_padded_numbers_sort_as_texts() -> None:
    texts = ["0.0.0.0", "9.255.255.255", "10.0.0.0", "255.255.255.255", "::1:0:0:0", "ffff::"]
    padded_numbers = [addresses.padded_number(text) for text in texts]
    assert padded_numbers == sorted(padded_numbers)
    numbers = [int(ipaddress.ip_address(text)) for text in texts]
    assert [int(number) for number in padded_numbers] == numbers


def test_a_mac_address_that_exists_is_drawn_again(
    sandbox_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = iter([b"\0\0\1", b"\0\0\1", b"\0\0\2"])
    new_bytes = chance.new_bytes

    def draw(kind: str, count: int) -> bytes:
        return next(draws) if kind == "mac address" else new_bytes(kind, count)

    monkeypatch.setattr(chance, "new_bytes", draw)
    database = sandbox_cloud.database
    network = network_with_subnet(database, "10.50.0.0/28")
    for _ in range(2):
        ports.create(database, network, "p", {})
    rows = database.rows(
        "SELECT mac_address FROM ports WHERE project_id = ? ORDER BY mac_address", "p"
    )
    assert [row["mac_address"] for row in rows] == ["fa:16:3e:00:00:01", "fa:16:3e:00:00:02"]
