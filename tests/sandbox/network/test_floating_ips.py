"""Floating IPs: taken from the external network, led to one port each, given back."""

from __future__ import annotations

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, made, network_id, refused


def test_one_is_taken_led_and_given_back(api: Api) -> None:
    public, shared = network_id(api, "public"), network_id(api, "bss1173")
    port = made(api, "port", user="demo", network_id=shared)
    floating = made(api, "floatingip", user="demo", floating_network_id=public, port_id=port["id"])
    assert floating["floating_ip_address"] == "203.0.113.2"
    assert floating["fixed_ip_address"] == port["fixed_ips"][0]["ip_address"]
    assert (floating["status"], floating["port_details"]["mac_address"]) == (
        "ACTIVE",
        port["mac_address"],
    )
    path = f"{ROOT}/floatingips/{floating['id']}"
    gone = api("PUT", path, {"floatingip": {"port_id": None}}, user="demo").json["floatingip"]
    assert (gone["port_id"], gone["fixed_ip_address"], gone["status"]) == (None, None, "DOWN")
    assert api("GET", path, user="demo").status == 200
    assert api("DELETE", path, user="demo").status == 204
    assert api("GET", path, user="demo").status == 404
    assert (
        made(api, "floatingip", floating_network_id=public)["floating_ip_address"] == "203.0.113.2"
    )


def test_a_fixed_address_has_one_floating_ip(api: Api) -> None:
    public = network_id(api, "public")
    port = made(api, "port", network_id=network_id(api, "bss1173"))["id"]
    first = made(api, "floatingip", floating_network_id=public, port_id=port)
    again = refused(api, "floatingip", floating_network_id=public, port_id=port)
    assert again == (409, "FloatingIPPortAlreadyAssociated")
    same = api("PUT", f"{ROOT}/floatingips/{first['id']}", {"floatingip": {"port_id": port}})
    assert same.status == 200
    assert len(api("GET", f"{ROOT}/floatingips").json["floatingips"]) == 1


def test_what_gives_none(api: Api) -> None:
    public, shared = network_id(api, "public"), network_id(api, "bss1173")
    assert refused(api, "floatingip", floating_network_id=shared) == (400, "BadRequest")
    assert refused(api, "floatingip", floating_network_id="nowhere") == (404, "NetworkNotFound")
    assert refused(api, "floatingip", floating_network_id=public, port_id="nowhere") == (
        404,
        "PortNotFound",
    )
    assert (
        refused(api, "floatingip", floating_network_id=public, floating_ip_address="10.0.0.9")[0]
        == 400
    )
    of_admin = made(api, "port", network_id=shared)["id"]
    assert refused(
        api, "floatingip", user="demo", floating_network_id=public, port_id=of_admin
    ) == (
        404,
        "PortNotFound",
    )
    assert api("GET", f"{ROOT}/floatingips").json["floatingips"] == []
    assert [one["id"] for one in api("GET", f"{ROOT}/ports").json["ports"]] == [
        of_admin
    ]  # no holder stayed


def test_the_port_that_holds_one_is_not_for_deleting(api: Api) -> None:
    made(api, "floatingip", floating_network_id=network_id(api, "public"))
    (holder,) = api("GET", f"{ROOT}/ports").json["ports"]
    assert (holder["device_owner"], holder["project_id"]) == ("network:floatingip", "")
    assert api("PUT", f"{ROOT}/ports/{holder['id']}", {"port": {"device_owner": ""}}).status == 200
    assert api("DELETE", f"{ROOT}/ports/{holder['id']}").status == 409


def test_the_pool_has_an_end(api: Api) -> None:
    network = made(api, "network", name="few", router_external=True)["id"]
    made(api, "subnet", network_id=network, cidr="198.51.100.0/30")
    made(api, "floatingip", floating_network_id=network)
    assert refused(api, "floatingip", floating_network_id=network) == (
        409,
        "IpAddressGenerationFailure",
    )
