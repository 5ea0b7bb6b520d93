"""The network service answers any body, and what it accepts can be used and deleted again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mini_nova_sandbox.network import nw_info
from mini_nova_sandbox.network.neutron import RESOURCES
from mini_nova_sandbox.network.resources import Resource
from mini_nova_sandbox.network.subnet_resource import SUBNETS
from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, network_id

WORDS = [
    "10.0.0.9",
    "10.50.0.0/29",
    "10.50.0.3",
    "10.50.0.5",
    "fd00::/64",
    "fd00::5",
    "fe80::1%eth0",
    "203.0.113.9",
    "tcp",
    "icmp",
    "ingress",
    "IPv4",
    "IPv6",
    "...",
    ":::",
    "/",
    "%",
    "default",
    "fa:16:3e:00:00:01",
    "",
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
ADDRESS_MEMBERS = ("gateway_ip", "dns_nameservers", "host_routes", "allocation_pools")
RELAXED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
THOROUGH = settings(RELAXED, max_examples=300)


def member_schemas(resource: Resource) -> dict[str, Any]:
    schemas: dict[str, Any] = dict(resource.properties)
    return schemas


@st.composite
def bodies(draw: st.DrawFn, resource: Resource) -> dict[str, Any]:
    """Bodies with up to five members, each with a fitting value or with any JSON."""
    schemas = member_schemas(resource)
    names = draw(st.lists(st.sampled_from(sorted(schemas)), max_size=5, unique=True))
    return {resource.name: {name: draw(fitting(schemas[name]) | JSON) for name in names}}


@st.composite
def fitting_attributes(draw: st.DrawFn, resource: Resource, names: Sequence[str]) -> dict[str, Any]:
    """Up to two of the named attributes, each with a fitting value."""
    schemas = member_schemas(resource)
    some_names = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    return {name: draw(fitting(schemas[name])) for name in some_names}


def fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that nearly fit a schema."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema.get("type", "string")
    first_type = types if isinstance(types, str) else types[0]
    if first_type == "array":
        return st.lists(fitting(schema.get("items", {})), max_size=3)
    if first_type == "object":
        properties = schema.get("properties", {})
        return st.fixed_dictionaries({name: fitting(inner) for name, inner in properties.items()})
    if first_type == "boolean":
        return st.booleans()
    if first_type == "integer":
        return st.integers(-2, 70000)
    return st.sampled_from(WORDS)


def check_that_a_body_is_answered(api: Api, data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from(RESOURCES))
    body = data.draw(bodies(resource) | JSON)
    # Draw the change before the answer, which depends on what earlier bodies left behind.
    change = data.draw(bodies(resource) | JSON)
    network = network_id(api, data.draw(st.sampled_from(["bss1173", "public"])))
    if isinstance(body, dict) and isinstance(body.get(resource.name), dict):
        for name in {"network_id", "floating_network_id"} & set(member_schemas(resource)):
            body[resource.name][name] = network
    reply = api("POST", f"{ROOT}/{resource.path}", body)
    assert reply.status in (201, 400, 404, 409), (body, reply.content)
    if reply.status == 201 and resource.name in reply.json:
        path = f"{ROOT}/{resource.path}/{reply.json[resource.name]['id']}"
        update = api("PUT", path, change)
        assert update.status in (200, 400, 404, 405, 409), update.content
        assert api("DELETE", path).status in (204, 409)


def check_that_an_accepted_subnet_can_have_ports(api: Api, attributes: dict[str, Any]) -> None:
    network = create(api, "network", name="n")["id"]
    subnet = {"cidr": "10.50.0.0/29", **attributes, "network_id": network}
    if api("POST", f"{ROOT}/subnets", {"subnet": subnet}).status == 201:
        body = {"port": {"network_id": network, "device_id": "i", "binding:host_id": "h"}}
        reply = api("POST", f"{ROOT}/ports", body)
        assert reply.status in (201, 409)  # 409: no address is free
        if reply.status == 201:
            vifs = nw_info.build_vifs(api.cloud.database, "i")
            assert len(nw_info.legacy(vifs)) == 1
            assert api("DELETE", f"{ROOT}/ports/{reply.json['port']['id']}").status == 204
    assert api("DELETE", f"{ROOT}/networks/{network}").status == 204


@RELAXED
@given(data=st.data())
def test_any_body_is_answered(api: Api, data: st.DataObject) -> None:
    check_that_a_body_is_answered(api, data)


@pytest.mark.slow
@THOROUGH
@given(data=st.data())
def test_many_bodies_are_answered(api: Api, data: st.DataObject) -> None:
    check_that_a_body_is_answered(api, data)


@RELAXED
@given(attributes=fitting_attributes(SUBNETS, ADDRESS_MEMBERS))
def test_an_accepted_subnet_can_have_ports(api: Api, attributes: dict[str, Any]) -> None:
    check_that_an_accepted_subnet_can_have_ports(api, attributes)


@pytest.mark.slow
@THOROUGH
@given(attributes=fitting_attributes(SUBNETS, ADDRESS_MEMBERS))
def test_many_accepted_subnets_can_have_ports(api: Api, attributes: dict[str, Any]) -> None:
    check_that_an_accepted_subnet_can_have_ports(api, attributes)
