"""``nw_info`` as the contract has it, its legacy form, and its place in the instance's row."""

from __future__ import annotations

import json

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.network import nw_info, ports
from mini_nova_sandbox.network.allocate_for_instance import allocate_for_instance
from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, instance, made, network_id, small

SERVER = {"name": "vm", "imageRef": "e540ef5b-baf0-417e-b6c2-3a0364af25d5", "flavorRef": "6"}


def test_a_vif_of_the_first_network(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = database.row("SELECT * FROM networks WHERE name = 'bss1173'")
    assert network is not None
    vif = allocate_for_instance(
        database, instance(database), "compute1", [{"uuid": network["id"]}], []
    )[0]
    assert vif["address"].startswith("fa:16:3e:")
    assert vif["devname"] == f"tap{vif['id'][:11]}"
    found = vif["network"]
    assert (found["id"], found["label"], found["bridge"]) == (network["id"], "bss1173", "br100")
    assert found["meta"] == {"injected": False, "tenant_id": network["project_id"], "mtu": 1500}
    (subnet,) = found["subnets"]
    assert (subnet["cidr"], subnet["version"], subnet["routes"]) == ("10.0.0.0/24", 4, [])
    assert subnet["gateway"] == {"address": "10.0.0.1", "type": "gateway", "version": 4, "meta": {}}
    assert subnet["dns"] == [{"address": "8.8.4.4", "type": "dns", "version": 4, "meta": {}}]
    assert subnet["ips"] == [
        {"address": "10.0.0.2", "type": "fixed", "version": 4, "meta": {}, "floating_ips": []}
    ]
    assert json.loads(json.dumps(vif)) == vif


def test_the_legacy_form(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    shared = database.value("SELECT id FROM networks WHERE name = 'bss1173'")
    vifs = allocate_for_instance(database, instance(database), "compute1", [{"uuid": shared}], [])
    ((network, mapping),) = nw_info.legacy(vifs)
    assert network == {
        "bridge": "br100",
        "id": shared,
        "cidr": "10.0.0.0/24",
        "cidr_v6": None,
        "vlan": None,
        "injected": False,
        "multi_host": False,
        "bridge_interface": None,
    }
    assert mapping["ips"] == [
        {"ip": "10.0.0.2", "netmask": "255.255.255.0", "enabled": "1", "gateway": "10.0.0.1"}
    ]
    expected = {
        "label": "bss1173",
        "broadcast": "10.0.0.255",
        "mac": vifs[0]["address"],
        "vif_uuid": vifs[0]["id"],
        "rxtx_cap": 0,
        "dns": ["8.8.4.4"],
        "gateway": "10.0.0.1",
        "dhcp_server": "10.0.0.1",
    }
    assert expected.items() <= mapping.items()


def test_routes_and_both_versions(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    routes = [{"destination": "192.0.2.0/24", "nexthop": "10.50.0.5"}]
    network = small(database, "10.50.0.0/28", host_routes=routes, gateway_ip=None)
    made = ports.create(database, network, "p", {"device_id": "i", "binding:host_id": "h"})
    assert nw_info.build_vifs(database, "i")[0]["id"] == made
    (subnet,) = nw_info.build_vifs(database, "i")[0]["network"]["subnets"]
    assert subnet["gateway"] == {"address": None, "type": "gateway", "version": None, "meta": {}}
    gateway = {"address": "10.50.0.5", "type": "gateway", "version": 4, "meta": {}}
    assert subnet["routes"] == [{"cidr": "192.0.2.0/24", "gateway": gateway, "interface": None}]
    assert nw_info.legacy(nw_info.build_vifs(database, "i"))[0][1]["gateway"] is None
    six = small(database, "fd00::/64")
    ports.create(database, six, "p", {"device_id": "j", "binding:host_id": "h"})
    mapping = nw_info.legacy(nw_info.build_vifs(database, "j"))[0][1]
    assert mapping["ip6s"] == [
        {"ip": "fd00::2", "netmask": "64", "enabled": "1", "gateway": "fd00::1"}
    ]
    assert (mapping["ips"], mapping["gateway_v6"]) == ([], "fd00::1")


def test_a_server_shows_its_floating_ip_at_once(api: Api) -> None:
    server = api("POST", "/compute/v2.1/servers", {"server": SERVER}).json["server"]["id"]
    api.work()
    port = api("GET", f"{ROOT}/ports?device_id={server}").json["ports"][0]
    floating = made(
        api, "floatingip", floating_network_id=network_id(api, "public"), port_id=port["id"]
    )

    def shown() -> list[str]:
        addresses = api("GET", f"/compute/v2.1/servers/{server}").json["server"]["addresses"][
            "bss1173"
        ]
        return [one["addr"] for one in addresses if one["OS-EXT-IPS:type"] == "floating"]

    assert shown() == [floating["floating_ip_address"]]
    api("PUT", f"{ROOT}/floatingips/{floating['id']}", {"floatingip": {"port_id": None}})
    assert shown() == []
    api("PUT", f"{ROOT}/floatingips/{floating['id']}", {"floatingip": {"port_id": port["id"]}})
    assert shown() == [floating["floating_ip_address"]]
    assert api("DELETE", f"/compute/v2.1/servers/{server}").status == 204
    api.work()
    left = api("GET", f"{ROOT}/floatingips/{floating['id']}").json["floatingip"]
    assert (left["port_id"], left["fixed_ip_address"], left["status"]) == (None, None, "DOWN")
    assert api("DELETE", f"{ROOT}/floatingips/{floating['id']}").status == 204
    assert api("GET", f"{ROOT}/ports").json["ports"] == []
