"""Floating IPs: from the external network, associated with one port each, removed."""

from __future__ import annotations

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, items, network_id, refusal


def test_create_dissociate_and_delete(api: Api) -> None:
    public = network_id(api, "public")
    port = create(api, "port", user="demo", network_id=network_id(api, "bss1173"))
    floating_ip = create(
        api, "floatingip", user="demo", floating_network_id=public, port_id=port["id"]
    )
    assert floating_ip["floating_ip_address"] == "192.88.99.3"
    assert floating_ip["fixed_ip_address"] == port["fixed_ips"][0]["ip_address"]
    assert floating_ip["status"] == "ACTIVE"
    assert floating_ip["port_details"]["mac_address"] == port["mac_address"]
    path = f"{ROOT}/floatingips/{floating_ip['id']}"
    reply = api("PUT", path, {"floatingip": {"port_id": None}}, user="demo")
    dissociated = reply.json["floatingip"]
    assert dissociated["port_id"] is None
    assert dissociated["fixed_ip_address"] is None
    assert dissociated["status"] == "DOWN"
    assert api("GET", path, user="demo").status == 200
    assert api("DELETE", path, user="demo").status == 204
    assert api("GET", path, user="demo").status == 404
    successor = create(api, "floatingip", floating_network_id=public)
    assert successor["floating_ip_address"] == "192.88.99.3"


def test_a_fixed_address_has_one_floating_ip(api: Api) -> None:
    public = network_id(api, "public")
    port = create(api, "port", network_id=network_id(api, "bss1173"))["id"]
    floating_ip = create(api, "floatingip", floating_network_id=public, port_id=port)
    second = refusal(api, "floatingip", floating_network_id=public, port_id=port)
    assert second == (409, "FloatingIPPortAlreadyAssociated")
    path = f"{ROOT}/floatingips/{floating_ip['id']}"
    assert api("PUT", path, {"floatingip": {"port_id": port}}).status == 200
    assert len(items(api, "floatingips")) == 1


def test_a_refused_floating_ip_leaves_no_port_behind(api: Api) -> None:
    public = network_id(api, "public")
    shared = network_id(api, "bss1173")
    admin_port = create(api, "port", network_id=shared)["id"]
    not_found = (404, "PortNotFound")
    assert refusal(api, "floatingip", floating_network_id=shared) == (400, "BadRequest")
    assert refusal(api, "floatingip", floating_network_id="nowhere") == (404, "NetworkNotFound")
    unknown_port = {"floating_network_id": public, "port_id": "nowhere"}
    assert refusal(api, "floatingip", **unknown_port) == not_found
    foreign_port = {"floating_network_id": public, "port_id": admin_port}
    assert refusal(api, "floatingip", user="demo", **foreign_port) == not_found
    foreign_address = {"floating_network_id": public, "floating_ip_address": "10.0.0.9"}
    assert refusal(api, "floatingip", **foreign_address)[0] == 400
    assert items(api, "floatingips") == []
    assert items(api, "ports", "device_owner=network:floatingip") == []


def test_the_port_of_a_floating_ip_cannot_be_deleted(api: Api) -> None:
    create(api, "floatingip", floating_network_id=network_id(api, "public"))
    (port,) = items(api, "ports", "device_owner=network:floatingip")
    assert (port["device_owner"], port["project_id"]) == ("network:floatingip", "")
    path = f"{ROOT}/ports/{port['id']}"
    assert api("PUT", path, {"port": {"device_owner": ""}}).status == 200
    assert api("DELETE", path).status == 409


def test_the_pool_has_an_end(api: Api) -> None:
    network = create(api, "network", name="few", router_external=True)["id"]
    create(api, "subnet", network_id=network, cidr="198.51.100.0/30")
    create(api, "floatingip", floating_network_id=network)
    second = refusal(api, "floatingip", floating_network_id=network)
    assert second == (409, "IpAddressGenerationFailure")
