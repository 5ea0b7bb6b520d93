"""Tags on resources, and lists filtered by them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, items


def test_tags_of_a_network(api: Api) -> None:
    network = create(api, "network", name="n")["id"]
    path = f"{ROOT}/networks/{network}/tags"
    assert api("PUT", path, {"tags": ["b", "a"]}).json == {"tags": ["b", "a"]}
    assert api("GET", path).json == {"tags": ["a", "b"]}
    assert api("PUT", f"{path}/c").status == 201
    assert api("GET", f"{path}/c").status == 204
    assert api("DELETE", f"{path}/c").status == 204
    assert api("DELETE", f"{path}/c").status == 404
    assert api("GET", f"{ROOT}/networks/{network}").json["network"]["tags"] == ["a", "b"]
    assert api("PUT", path, {"tags": []}, user="demo").status == 404
    assert api("DELETE", path).status == 204
    assert api("GET", path).json == {"tags": []}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("tags=a", ["x", "y"]),
        ("tags=a,b", ["x"]),
        ("tags-any=b,z", ["x"]),
        ("not-tags=a,b", ["y", "z"]),
        ("not-tags-any=a", ["z"]),
    ],
)
def test_lists_by_tags(api: Api, query: str, names: list[str]) -> None:
    for name, tags in {"x": ["a", "b"], "y": ["a"], "z": []}.items():
        router = create(api, "router", user="demo", name=name)["id"]
        api("PUT", f"{ROOT}/routers/{router}/tags", {"tags": tags}, user="demo")
    routers = items(api, "routers", query, user="demo")
    assert sorted(router["name"] for router in routers) == names


@pytest.mark.parametrize(
    "body", [{"tags": "x"}, {"x": []}, {"tags": ["x", "x"]}, {"tags": ["x" * 256]}, {"tags": [1]}]
)
def test_tags_that_are_refused(api: Api, body: Any) -> None:
    network = create(api, "network", name="n")["id"]
    reply = api("PUT", f"{ROOT}/networks/{network}/tags", body)
    assert reply.status == 400
    assert reply.json["NeutronError"]["type"] == "InvalidInput"
    assert api("PUT", f"{ROOT}/nope/{network}/tags", {"tags": []}).status == 404
