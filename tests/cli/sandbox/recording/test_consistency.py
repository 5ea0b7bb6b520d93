"""What refers to things that were not recorded is left out."""

from typing import Any

from mini_nova.sandbox.recording.consistency import consistent

SECTIONS = (
    "floating_ips",
    "hosts",
    "networks",
    "ports",
    "routers",
    "server_groups",
    "servers",
    "snapshots",
    "subnets",
    "volumes",
)
EMPTY: dict[str, Any] = {name: [] for name in SECTIONS}


def test_records_without_what_they_need_are_left_out() -> None:
    port = {"id": "p", "network_id": "lost", "fixed_ips": []}
    assert consistent({**EMPTY, "ports": [port]})["ports"] == []


def test_a_floating_ip_that_has_lost_its_port_is_free() -> None:
    floating_ip = {
        "floating_network_id": "n",
        "port_id": "lost",
        "router_id": "r",
        "fixed_ip_address": "10.0.0.2",
    }
    sections = {
        **EMPTY,
        "networks": [{"id": "n"}],
        "routers": [{"id": "r", "gateway_network_id": None}],
        "floating_ips": [floating_ip],
    }
    free = {**floating_ip, "port_id": None, "router_id": None, "fixed_ip_address": None}
    assert consistent(sections)["floating_ips"] == [free]


def test_attachments_to_servers_that_are_gone_are_left_out() -> None:
    volume = {"id": "v", "status": "in-use", "attachments": [{"id": "a", "server_id": "lost"}]}
    free = {"id": "v", "status": "available", "attachments": []}
    assert consistent({**EMPTY, "volumes": [volume]})["volumes"] == [free]
