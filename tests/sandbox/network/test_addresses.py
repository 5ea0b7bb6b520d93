"""Addresses: the lowest free one, none twice, given back, and an end to every pool."""

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
from mini_nova_sandbox.state.database import Database
from tests.sandbox.network.cloud_network import instance, small

HELD = "SELECT ip_address FROM ip_allocations JOIN subnets ON subnets.id = subnet_id WHERE network_id = ? ORDER BY number"


def held(database: Database, network_id: str) -> list[str]:
    return [row["ip_address"] for row in database.rows(HELD, network_id)]


def test_two_hundred_ask_for_thirteen_addresses(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "10.50.0.0/28")
    got, refused = [], 0
    for number in range(200):
        try:
            with database.transaction():
                vifs = allocate_for_instance(
                    database,
                    instance(database, f"instance-{number}"),
                    "compute1",
                    [{"uuid": network["id"]}],
                    [],
                )
        except NetworkError as error:
            refused += "No more IP addresses available" in str(error)
        else:
            got.append(vifs[0]["network"]["subnets"][0]["ips"][0]["address"])
    assert got == [
        f"10.50.0.{number}" for number in range(2, 15)
    ]  # not .0, the gateway's .1, the broadcast's .15
    assert refused == 187
    assert held(database, network["id"]) == got
    assert database.value("SELECT count(*) FROM ports WHERE network_id = ?", network["id"]) == 13


def test_what_is_given_back_is_taken_again(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "10.50.0.0/29")
    for number in range(5):
        allocate_for_instance(
            database, instance(database, f"i{number}"), "h", [{"uuid": network["id"]}], []
        )
    deallocate_for_instance(database, "i2")
    deallocate_for_instance(database, "i1")
    vifs = allocate_for_instance(
        database, instance(database, "new"), "h", [{"uuid": network["id"]}], []
    )
    assert vifs[0]["network"]["subnets"][0]["ips"][0]["address"] == "10.50.0.3"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    taken=st.sets(st.integers(1, 30)),
    pools=st.sets(st.sampled_from([(2, 5), (7, 7), (10, 20), (25, 30)]), min_size=1),
)
def test_the_lowest_free_address_of_the_pools(
    sandbox_cloud: Cloud, taken: set[int], pools: set[tuple[int, int]]
) -> None:
    database = sandbox_cloud.database
    spans = [{"start": f"10.60.0.{low}", "end": f"10.60.0.{high}"} for low, high in sorted(pools)]
    network = small(database, "10.60.0.0/27", gateway_ip=None, allocation_pools=spans)
    if taken:
        given = {"fixed_ips": [{"ip_address": f"10.60.0.{number}"} for number in taken]}
        ports.create(database, network, "p", given)
    free = [
        number
        for low, high in sorted(pools)
        for number in range(low, high + 1)
        if number not in taken
    ]
    subnet = database.row("SELECT * FROM subnets WHERE network_id = ?", network["id"])
    assert subnet is not None
    port_id = ports.create(database, network, "p", {"fixed_ips": []})
    if free:
        assert addresses.allocate(database, subnet, port_id) == f"10.60.0.{free[0]}"
    else:
        with pytest.raises(addresses.NoMoreAddresses):
            addresses.allocate(database, subnet, port_id)


def test_pools_larger_than_any_number_of_sqlite(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "fd00::/64")
    got = []
    for _ in range(3):
        port_id = ports.create(database, network, "p", {})
        got += [one["ip_address"] for one in ports.fixed_ips(database, port_id)]
    assert got == ["fd00::2", "fd00::3", "fd00::4"]


@pytest.mark.parametrize(
    "wanted", ["10.50.0.0", "10.50.0.15", "10.51.0.2", "::1", "x", "", "10.50.0.2/28", "fe80::1%a"]
)
def test_an_address_that_is_not_a_hosts(sandbox_cloud: Cloud, wanted: str) -> None:
    network = small(sandbox_cloud.database, "10.50.0.0/28")
    with pytest.raises(BadRequest):
        ports.create(sandbox_cloud.database, network, "p", {"fixed_ips": [{"ip_address": wanted}]})


def test_one_address_written_in_two_ways_is_one(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = small(database, "fd00::/64")
    ports.create(database, network, "p", {"fixed_ips": [{"ip_address": "fd00::00ff"}]})
    for same in ("fd00::ff", "FD00:0:0:0::FF"):
        with pytest.raises(Conflict):
            ports.create(database, network, "p", {"fixed_ips": [{"ip_address": same}]})


def test_numbers_sort_as_texts() -> None:
    texts = ["0.0.0.0", "9.255.255.255", "10.0.0.0", "255.255.255.255", "::1:0:0:0", "ffff::"]
    numbers = [addresses.padded_number(text) for text in texts]
    assert numbers == sorted(numbers)
    assert [int(number) for number in numbers] == [
        int(ipaddress.ip_address(text)) for text in texts
    ]


def test_macs_that_meet_are_drawn_again(
    sandbox_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([b"\0\0\1", b"\0\0\1", b"\0\0\2"])
    monkeypatch.setattr(
        "mini_nova_sandbox.network.ports.secrets.token_bytes", lambda _: next(drawn)
    )
    network = small(sandbox_cloud.database, "10.50.0.0/28")
    made = [ports.create(sandbox_cloud.database, network, "p", {}) for _ in range(2)]
    macs = [
        sandbox_cloud.database.value("SELECT mac_address FROM ports WHERE id = ?", one)
        for one in made
    ]
    assert macs == ["fa:16:3e:00:00:01", "fa:16:3e:00:00:02"]
