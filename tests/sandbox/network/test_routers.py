"""Routers: gateway, interfaces, static routes, and the floating IPs that lead through them."""

from __future__ import annotations

import ipaddress
from typing import Any

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.network.cloud_network import ROOT, create, items, network_id, refusal


def put(api: Api, path: str, body: Any, user: str = "admin") -> Reply:
    """PUT a body to a path of the network service."""
    return api("PUT", f"{ROOT}/{path}", body, user=user)


def kind(reply: Reply) -> tuple[int, str]:
    """Return the status and the type of a refusal."""
    return reply.status, reply.json["NeutronError"]["type"]


def furnish(api: Api, user: str = "demo") -> dict[str, str]:
    """Create a router, a network with a subnet and a port; return their ids."""
    network = create(api, "network", user=user, name="n")["id"]
    subnet = create(api, "subnet", user=user, network_id=network, cidr="10.7.0.0/24")["id"]
    port = create(api, "port", user=user, network_id=network)["id"]
    router = create(api, "router", user=user, name="r")["id"]
    return {"network": network, "subnet": subnet, "port": port, "router": router}


def test_a_new_cloud_has_a_router(api: Api) -> None:
    (router,) = items(api, "routers")
    gateway = router["external_gateway_info"]
    assert gateway["network_id"] == network_id(api, "public")
    owners = {port["device_owner"] for port in items(api, "ports", f"device_id={router['id']}")}
    assert owners == {"network:router_gateway", "network:router_interface"}
    assert items(api, "routers", user="demo") == []


def test_floating_addresses_are_public_to_clients(api: Api) -> None:
    created = create(api, "floatingip", floating_network_id=network_id(api, "public"))
    assert not ipaddress.ip_address(created["floating_ip_address"]).is_private


def test_a_floating_ip_needs_a_router_to_its_port(api: Api) -> None:
    ids = furnish(api)
    public = network_id(api, "public")
    floating_ip = create(api, "floatingip", user="demo", floating_network_id=public)["id"]
    path = f"floatingips/{floating_ip}"
    association = {"floatingip": {"port_id": ids["port"]}}
    unreachable = (404, "ExternalGatewayForFloatingIPNotFound")
    assert kind(put(api, path, association, "demo")) == unreachable
    router = f"routers/{ids['router']}"
    interface = {"subnet_id": ids["subnet"]}
    reply = put(api, f"{router}/add_router_interface", interface, "demo")
    assert reply.status == 200
    assert reply.json["subnet_ids"] == [ids["subnet"]]
    assert kind(put(api, path, association, "demo")) == unreachable
    gateway = {"router": {"external_gateway_info": {"network_id": public}}}
    assert put(api, router, gateway, "demo").status == 200
    reply = put(api, path, association, "demo")
    assert reply.json["floatingip"]["router_id"] == ids["router"]
    no_gateway = {"router": {"external_gateway_info": None}}
    in_use = (409, "RouterExternalGatewayInUseByFloatingIp")
    assert kind(put(api, router, no_gateway, "demo")) == in_use
    removal = f"{router}/remove_router_interface"
    in_use = (409, "RouterInterfaceInUseByFloatingIP")
    assert kind(put(api, removal, interface, "demo")) == in_use
    assert (
        put(api, path, {"floatingip": {"port_id": None}}, "demo").json["floatingip"]["router_id"]
        is None
    )
    assert put(api, removal, interface, "demo").status == 200
    assert put(api, router, no_gateway, "demo").json["router"]["external_gateway_info"] is None
    assert api("DELETE", f"{ROOT}/{router}", user="demo").status == 204
    assert api("DELETE", f"{ROOT}/{router}", user="demo").status == 404


def test_interfaces_that_are_refused(api: Api) -> None:
    ids = furnish(api)
    add = f"routers/{ids['router']}/add_router_interface"
    remove = f"routers/{ids['router']}/remove_router_interface"
    interface = {"subnet_id": ids["subnet"]}
    both = {**interface, "port_id": ids["port"]}
    assert kind(put(api, add, {}, "demo")) == (400, "BadRequest")
    assert kind(put(api, add, both, "demo")) == (400, "BadRequest")
    assert kind(put(api, add, {"subnet_id": "x"}, "demo")) == (404, "SubnetNotFound")
    assert kind(put(api, add, {"port_id": "x"}, "demo")) == (404, "PortNotFound")
    assert put(api, add, interface, "demo").status == 200
    assert kind(put(api, add, interface, "demo")) == (400, "BadRequest")
    (port,) = items(api, "ports", f"device_id={ids['router']}")
    assert port["fixed_ips"][0]["ip_address"] == "10.7.0.1"
    assert kind(api("DELETE", f"{ROOT}/ports/{port['id']}")) == (409, "ServicePortInUse")
    assert kind(api("DELETE", f"{ROOT}/routers/{ids['router']}")) == (409, "RouterInUse")
    assert put(api, remove, {"port_id": port["id"]}, "demo").status == 200
    not_on_subnet = (404, "RouterInterfaceNotFoundForSubnet")
    assert kind(put(api, remove, interface, "demo")) == not_on_subnet
    assert kind(put(api, remove, {"port_id": "x"}, "demo")) == (404, "RouterInterfaceNotFound")
    assert put(api, add, {"port_id": ids["port"]}, "demo").status == 200
    assert put(api, remove, {"port_id": ids["port"]}, "demo").status == 200


def test_gateways_that_are_refused(api: Api) -> None:
    ids = furnish(api)
    path = f"routers/{ids['router']}"
    for network, error in ((ids["network"], (400, "BadRequest")), ("x", (404, "NetworkNotFound"))):
        body = {"router": {"external_gateway_info": {"network_id": network}}}
        assert kind(put(api, path, body, "demo")) == error


def test_static_routes_lead_to_neighbours(api: Api) -> None:
    ids = furnish(api)
    path = f"routers/{ids['router']}"
    put(api, f"{path}/add_router_interface", {"subnet_id": ids["subnet"]}, "demo")
    routes = [{"destination": "10.9.0.0/24", "nexthop": "10.7.0.99"}]
    assert put(api, path, {"router": {"routes": routes}}, "demo").json["router"]["routes"] == routes
    far = [{"destination": "10.9.0.0/24", "nexthop": "10.8.0.99"}]
    assert kind(put(api, path, {"router": {"routes": far}}, "demo")) == (400, "InvalidRoutes")
    assert put(api, path, {"router": {"routes": []}}, "demo").json["router"]["routes"] == []


def test_only_admins_say_how_a_router_runs(api: Api) -> None:
    assert refusal(api, "router", user="demo", distributed=True)[0] == 403
    plain = create(api, "router", user="demo")
    assert "distributed" not in plain
    assert "ha" not in plain
    path = f"routers/{plain['id']}"
    change = {"router": {"distributed": True}}
    assert kind(put(api, path, change)) == (400, "BadRequest")
    assert put(api, path, {"router": {"admin_state_up": False}}).status == 200
    assert put(api, path, change).json["router"]["distributed"]


def test_a_router_s_subnets_do_not_overlap(api: Api) -> None:
    router = create(api, "router")["id"]
    answers = []
    for cidr in ("10.7.0.0/24", "10.7.0.128/25"):
        network = create(api, "network")["id"]
        subnet = create(api, "subnet", network_id=network, cidr=cidr)["id"]
        interface = {"subnet_id": subnet}
        answers.append(put(api, f"routers/{router}/add_router_interface", interface))
    assert answers[0].status == 200
    assert kind(answers[1]) == (400, "BadRequest")
    assert "overlaps with cidr 10.7.0.0/24" in answers[1].json["NeutronError"]["message"]


def test_a_network_goes_with_the_floating_ips_that_lead_nowhere(api: Api) -> None:
    network = create(api, "network", router_external=True)["id"]
    create(api, "subnet", network_id=network, cidr="203.0.113.0/29")
    floating_ip = create(api, "floatingip", floating_network_id=network)["id"]
    assert api("DELETE", f"{ROOT}/networks/{network}").status == 204
    assert api("GET", f"{ROOT}/floatingips/{floating_ip}").status == 404
