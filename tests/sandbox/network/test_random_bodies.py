"""Whatever a body says, the network service answers, and what it accepted can be booted on and taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mini_nova_sandbox.network import nw_info
from mini_nova_sandbox.network.neutron import RESOURCES
from mini_nova_sandbox.network.resources import Resource
from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, network_id

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
OF_ADDRESSES = ("gateway_ip", "dns_nameservers", "host_routes", "allocation_pools")
RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def bodies(draw: st.DrawFn, resource: Resource, only: Sequence[str] = ()) -> dict[str, Any]:
    """Some members of a kind of thing, each with about what it means; or with anything, unless it is about ``only`` these."""
    properties = resource.create_schema["properties"][resource.name]["properties"]
    members = draw(
        st.lists(
            st.sampled_from(only or sorted(properties)), max_size=2 if only else 5, unique=True
        )
    )
    anything = st.nothing() if only else JSON
    return {resource.name: {name: draw(_meant(properties[name]) | anything) for name in members}}


def _meant(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """About what a schema describes."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "array":
        return st.lists(_meant(schema.get("items", {})), max_size=3)
    if kind == "object":
        return st.fixed_dictionaries(
            {name: _meant(inner) for name, inner in schema.get("properties", {}).items()}
        )
    return {"boolean": st.booleans(), "integer": st.integers(-2, 70000)}.get(
        kind, st.sampled_from(WORDS)
    )


@RELAXED
@given(data=st.data())
def test_any_body_is_answered(api: Api, data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from(RESOURCES))
    body = data.draw(bodies(resource) | JSON)
    change = data.draw(
        bodies(resource) | JSON
    )  # drawn whatever the answer is, which hangs on what other bodies left behind
    network = network_id(api, data.draw(st.sampled_from(["bss1173", "public"])))
    if isinstance(body, dict) and isinstance(body.get(resource.name), dict):
        for name in ("network_id", "floating_network_id"):
            if name in resource.create_schema["properties"][resource.name]["properties"]:
                body[resource.name][name] = network
    reply = api("POST", f"{ROOT}/{resource.path}", body)
    assert reply.status in (201, 400, 404, 409), (body, reply.content)
    if reply.status == 201 and resource.name in reply.json:
        made = reply.json[resource.name]
        changed = api("PUT", f"{ROOT}/{resource.path}/{made['id']}", change)
        assert changed.status in (200, 400, 404, 405, 409), changed.content
        assert api("DELETE", f"{ROOT}/{resource.path}/{made['id']}").status in (204, 409)


@RELAXED
@given(data=st.data())
def test_an_accepted_subnet_can_be_built_on(api: Api, data: st.DataObject) -> None:
    database = api.cloud.database
    subnet = next(one for one in RESOURCES if one.name == "subnet")
    given = data.draw(bodies(subnet, OF_ADDRESSES))["subnet"]
    network = api("POST", f"{ROOT}/networks", {"network": {"name": "n"}}).json["network"]["id"]
    given = {"cidr": "10.50.0.0/29", **given, "network_id": network}
    if api("POST", f"{ROOT}/subnets", {"subnet": given}).status == 201:
        body = {"port": {"network_id": network, "device_id": "i", "binding:host_id": "h"}}
        port = api("POST", f"{ROOT}/ports", body)
        assert port.status in (201, 409)  # 409: no address left
        if port.status == 201:
            assert len(nw_info.legacy(nw_info.build_vifs(database, "i"))) == 1
            assert api("DELETE", f"{ROOT}/ports/{port.json['port']['id']}").status == 204
    assert api("DELETE", f"{ROOT}/networks/{network}").status == 204
