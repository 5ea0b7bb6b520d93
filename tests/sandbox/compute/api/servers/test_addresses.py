"""Addresses and interfaces of servers."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.servers import addresses
from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, act, boot, show


def create_floating_ip(api: Api, **members: str) -> str:
    """Create a floating IP on the public network and return its address."""
    networks = api("GET", "/network/v2.0/networks?name=public").json["networks"]
    body = {"floatingip": {"floating_network_id": networks[0]["id"], **members}}
    answer = api("POST", "/network/v2.0/floatingips", body)
    return str(answer.json["floatingip"]["floating_ip_address"])


def floating_port(api: Api) -> str | None:
    """Return the port of the only floating IP."""
    (floating_ip,) = api("GET", "/network/v2.0/floatingips").json["floatingips"]
    port_id: str | None = floating_ip["port_id"]
    return port_id


def test_a_floating_ip_shows_in_the_servers_addresses(api: Api) -> None:
    uuid = boot(api)
    port_id = api("GET", f"/network/v2.0/ports?device_id={uuid}").json["ports"][0]["id"]
    floating_address = create_floating_ip(api, port_id=port_id)
    addresses = show(api, uuid)["addresses"]["bss1173"]
    assert [(address["addr"], address["OS-EXT-IPS:type"]) for address in addresses] == [
        ("10.0.0.2", "fixed"),
        (floating_address, "floating"),
    ]
    ips = api("GET", f"{BASE}/servers/{uuid}/ips").json["addresses"]
    assert ips == {
        "bss1173": [
            {"version": 4, "addr": "10.0.0.2"},
            {"version": 4, "addr": floating_address},
        ]
    }
    assert api("GET", f"{BASE}/servers/{uuid}/ips/nowhere").status == 404
    assert api("DELETE", f"{BASE}/servers/{uuid}").status == 204
    api.work()
    assert floating_port(api) is None


def test_floating_ips_come_after_all_fixed_ones_as_in_nova() -> None:
    def ip(address: str, version: int, *floating_ips: dict[str, Any]) -> dict[str, Any]:
        return {"address": address, "version": version, "floating_ips": list(floating_ips)}

    floating = {"address": "192.88.99.7", "version": 4}
    subnets = [{"ips": [ip("10.0.0.2", 4, floating)]}, {"ips": [ip("fd00::2", 6)]}]
    vif = {"address": "fa:16:3e:00:00:01", "network": {"label": "net", "subnets": subnets}}
    bare = {"address": "fa:16:3e:00:00:02", "network": {"label": "bare", "subnets": []}}
    view = addresses.brief_view([vif, bare])
    assert [item["addr"] for item in view["net"]] == ["10.0.0.2", "fd00::2", "192.88.99.7"]
    assert view["bare"] == []


def test_floating_ips_come_and_go_by_actions(api: Api) -> None:
    uuid = boot(api)
    address = create_floating_ip(api)
    act(api, uuid, {"addFloatingIp": {"address": address}}, version="2.43")
    assert floating_port(api) is not None
    act(api, uuid, {"removeFloatingIp": {"address": address}}, version="2.43")
    assert floating_port(api) is None
    act(api, uuid, {"removeFloatingIp": {"address": address}}, version="2.43", status=409)
    elsewhere = {"addFloatingIp": {"address": address, "fixed_address": "10.9.9.9"}}
    act(api, uuid, elsewhere, version="2.43", status=400)


def test_interfaces_come_and_go(api: Api) -> None:
    uuid = boot(api)
    answer = api("POST", "/network/v2.0/networks", {"network": {"name": "n"}})
    network_id = answer.json["network"]["id"]
    subnet = {"network_id": network_id, "cidr": "10.8.0.0/29", "ip_version": 4}
    assert api("POST", "/network/v2.0/subnets", {"subnet": subnet}).status == 201
    path = f"{BASE}/servers/{uuid}/os-interface"
    attachment = {"net_id": network_id, "fixed_ips": [{"ip_address": "10.8.0.5"}]}
    body = {"interfaceAttachment": attachment}
    answer = api("POST", path, body)
    assert answer.status == 200, answer.content
    addresses = show(api, uuid)["addresses"]["n"]
    assert [address["addr"] for address in addresses] == ["10.8.0.5"]
    assert api("POST", path, body).status == 400  # the address is in use
    port_id = answer.json["interfaceAttachment"]["port_id"]
    assert api("DELETE", f"{path}/{port_id}").status == 202
    assert "n" not in show(api, uuid)["addresses"]


def test_fixed_ips_come_and_go_by_actions(api: Api) -> None:
    uuid = boot(api)
    networks = api("GET", "/network/v2.0/networks?name=bss1173").json["networks"]
    act(api, uuid, {"addFixedIp": {"networkId": networks[0]["id"]}}, version="2.43")
    addresses = show(api, uuid)["addresses"]["bss1173"]
    assert len(addresses) == 2
    act(api, uuid, {"removeFixedIp": {"address": addresses[0]["addr"]}}, version="2.43")
    assert show(api, uuid)["addresses"]["bss1173"] == addresses[1:]
    removal = {"removeFixedIp": {"address": "10.9.9.9"}}
    act(api, uuid, removal, version="2.43", status=400)
