"""Compute hosts, as admins see them and as others may guess them."""

from typing import Any

from mini_nova.sandbox.recording import hosts

SERVICE = {"binary": "nova-compute", "host": "rack", "zone": "nova", "status": "enabled"}
HYPERVISOR = {"id": "h", "service": {"host": "rack"}, "vcpus": 8, "memory_mb": 1, "local_gb": 2}


def test_a_host_has_the_size_of_all_of_its_nodes() -> None:
    records = hosts.hosts([SERVICE, {"binary": "nova-scheduler"}], [HYPERVISOR, HYPERVISOR], [])
    assert [(record["host"], record["vcpus"]) for record in records] == [("rack", 16)]


def test_ids_are_kept_unless_they_are_numbers() -> None:
    uuid = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
    records = hosts.hosts([{**SERVICE, "id": 3}], [{**HYPERVISOR, "id": uuid}], [])
    assert [(record["service_id"], record["hypervisor_id"]) for record in records] == [("", uuid)]


def test_a_server_on_a_host_without_a_service_keeps_its_host() -> None:
    servers: list[dict[str, Any]] = [{"OS-EXT-SRV-ATTR:host": "gone"}, {}]
    records = hosts.hosts([SERVICE], [], servers)
    assert [record["host"] for record in records] == ["gone", "rack"]


def test_who_may_not_see_hosts_gets_one_for_each_host_id() -> None:
    servers = [
        {"hostId": "b", "OS-EXT-AZ:availability_zone": "east"},
        {"hostId": "a", "OS-EXT-AZ:availability_zone": "nova"},
        {"hostId": "a", "OS-EXT-AZ:availability_zone": "nova"},
        {"hostId": ""},
    ]
    zones = [{"zoneName": "nova"}, {"zoneName": "east"}, {"zoneName": "west"}]
    records = hosts.hosts_of_servers(servers, zones)
    pairs = [(record["host"], record["zone"]) for record in records]
    assert pairs == [("host-west", "west"), ("host1", "nova"), ("host2", "east")]
    aggregates = hosts.aggregates([], records)
    assert [(item["name"], item["hosts"]) for item in aggregates] == [
        ("east", ["host2"]),
        ("west", ["host-west"]),
    ]


def test_an_aggregate_that_makes_the_zone_is_the_only_one_of_it() -> None:
    records = hosts.hosts([{**SERVICE, "zone": "east"}], [], [])
    own = {
        "id": 3,
        "name": "e",
        "hosts": ["rack", "lost"],
        "metadata": {"availability_zone": "east"},
    }
    aggregates = hosts.aggregates([own], records)
    assert [(item["name"], item["hosts"]) for item in aggregates] == [("e", ["rack"])]
