"""``nw_info`` in the contract's form and in its legacy form, and its place in an instance's row."""

from __future__ import annotations

import json

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.network import nw_info, ports
from mini_nova_sandbox.network.allocate_for_instance import allocate_for_instance
from mini_nova_sandbox.state.database import Database
from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import (
    ROOT,
    create,
    instance,
    items,
    network_id,
    network_with_subnet,
)

SERVER = {"name": "vm", "imageRef": "e540ef5b-baf0-417e-b6c2-3a0364af25d5", "flavorRef": "6"}


def vif_on_first_network(database: Database) -> nw_info.Vif:
    """Give an instance a port on the contract's network, and return it as a VIF."""
    shared = database.value("SELECT id FROM networks WHERE name = 'bss1173'")
    requests = [{"uuid": shared}]
    (vif,) = allocate_for_instance(database, instance(database), "compute1", requests, [])
    return vif


def test_a_vif_of_the_first_network(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    row = database.row("SELECT * FROM networks WHERE name = 'bss1173'")
    assert row is not None
    vif = vif_on_first_network(database)
    assert vif["address"].startswith("fa:16:3e:")
    assert vif["devname"] == f"tap{vif['id'][:11]}"
    network = vif["network"]
    assert (network["id"], network["label"], network["bridge"]) == (row["id"], "bss1173", "br100")
    assert network["meta"] == {"injected": False, "tenant_id": row["project_id"], "mtu": 1500}
    (subnet,) = network["subnets"]
    assert (subnet["cidr"], subnet["version"], subnet["routes"]) == ("10.0.0.0/24", 4, [])
    assert subnet["gateway"] == {"address": "10.0.0.1", "type": "gateway", "version": 4, "meta": {}}
    assert subnet["dns"] == [{"address": "8.8.4.4", "type": "dns", "version": 4, "meta": {}}]
    assert subnet["ips"] == [
        {"address": "10.0.0.2", "type": "fixed", "version": 4, "meta": {}, "floating_ips": []}
    ]
    assert json.loads(json.dumps(vif)) == vif


def test_the_legacy_form(sandbox_cloud: Cloud) -> None:
    vif = vif_on_first_network(sandbox_cloud.database)
    ((network, mapping),) = nw_info.legacy([vif])
    assert network == {
        "bridge": "br100",
        "id": vif["network"]["id"],
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
    some_members = {
        "label": "bss1173",
        "broadcast": "10.0.0.255",
        "mac": vif["address"],
        "vif_uuid": vif["id"],
        "rxtx_cap": 0,
        "dns": ["8.8.4.4"],
        "gateway": "10.0.0.1",
        "dhcp_server": "10.0.0.1",
    }
    assert some_members.items() <= mapping.items()


def test_a_subnet_with_routes_and_without_a_gateway(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    routes = [{"destination": "192.0.2.0/24", "nexthop": "10.50.0.5"}]
    network = network_with_subnet(database, "10.50.0.0/28", host_routes=routes, gateway_ip=None)
    binding = {"device_id": "i", "binding:host_id": "h"}
    port_id = ports.create(database, network, "p", binding)
    (vif,) = nw_info.build_vifs(database, "i")
    assert vif["id"] == port_id
    (subnet,) = vif["network"]["subnets"]
    assert subnet["gateway"] == {"address": None, "type": "gateway", "version": None, "meta": {}}
    gateway = {"address": "10.50.0.5", "type": "gateway", "version": 4, "meta": {}}
    assert subnet["routes"] == [{"cidr": "192.0.2.0/24", "gateway": gateway, "interface": None}]
    ((_, mapping),) = nw_info.legacy([vif])
    assert mapping["gateway"] is None


def test_the_legacy_form_of_ipv6(sandbox_cloud: Cloud) -> None:
    database = sandbox_cloud.database
    network = network_with_subnet(database, "fd00::/64")
    ports.create(database, network, "p", {"device_id": "j", "binding:host_id": "h"})
    ((_, mapping),) = nw_info.legacy(nw_info.build_vifs(database, "j"))
    assert mapping["ip6s"] == [
        {"ip": "fd00::2", "netmask": "64", "enabled": "1", "gateway": "fd00::1"}
    ]
    assert (mapping["ips"], mapping["gateway_v6"]) == ([], "fd00::1")


def test_a_server_shows_its_floating_ip_at_once(api: Api) -> None:
    server = api("POST", "/compute/v2.1/servers", {"server": SERVER}).json["server"]["id"]
    api.work()
    (port,) = items(api, "ports", f"device_id={server}")
    public = network_id(api, "public")
    floating_ip = create(api, "floatingip", floating_network_id=public, port_id=port["id"])
    address = floating_ip["floating_ip_address"]
    path = f"{ROOT}/floatingips/{floating_ip['id']}"

    def server_floating_ips() -> list[str]:
        reply = api("GET", f"/compute/v2.1/servers/{server}")
        ips = reply.json["server"]["addresses"]["bss1173"]
        return [ip["addr"] for ip in ips if ip["OS-EXT-IPS:type"] == "floating"]

    assert server_floating_ips() == [address]
    api("PUT", path, {"floatingip": {"port_id": None}})
    assert server_floating_ips() == []
    api("PUT", path, {"floatingip": {"port_id": port["id"]}})
    assert server_floating_ips() == [address]


def test_the_floating_ip_of_a_deleted_server_is_free(api: Api) -> None:
    server = api("POST", "/compute/v2.1/servers", {"server": SERVER}).json["server"]["id"]
    api.work()
    (port,) = items(api, "ports", f"device_id={server}")
    public = network_id(api, "public")
    created = create(api, "floatingip", floating_network_id=public, port_id=port["id"])
    assert api("DELETE", f"/compute/v2.1/servers/{server}").status == 204
    api.work()
    path = f"{ROOT}/floatingips/{created['id']}"
    floating_ip = api("GET", path).json["floatingip"]
    assert floating_ip["port_id"] is None
    assert floating_ip["fixed_ip_address"] is None
    assert floating_ip["status"] == "DOWN"
    assert api("DELETE", path).status == 204
    assert items(api, "ports", f"device_id={server}") == []
