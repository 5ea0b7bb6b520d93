"""Lists of Neutron: filters, fields, sorting, pages both ways, and the small collections."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, made, network_id


def names(api: Api, query: str) -> list[str]:
    return [one["name"] for one in api("GET", f"{ROOT}/networks?{query}").json["networks"]]


def test_filters(api: Api) -> None:
    for name in ("a", "b", "c"):
        made(api, "network", name=name)
    assert names(api, "name=a&name=c") == ["a", "c"]
    assert names(api, "router:external=True") == ["public"]
    assert names(api, "shared=false&router:external=false&name=b") == ["b"]
    assert names(api, f"id={network_id(api, 'a')}&id={network_id(api, 'b')}") == ["a", "b"]
    assert names(api, "nowhere=1") == []
    found = api("GET", f"{ROOT}/networks.json?name=a&fields=name&fields=status").json
    assert found == {"networks": [{"name": "a", "status": "ACTIVE"}]}


def test_ports_by_device_network_and_address(api: Api) -> None:
    shared = network_id(api, "bss1173")
    one = made(api, "port", network_id=shared, device_id="d1")
    other = made(api, "port", network_id=shared)

    def ids(query: str) -> list[str]:
        return [port["id"] for port in api("GET", f"{ROOT}/ports?{query}").json["ports"]]

    assert ids("device_id=d1") == [one["id"]]
    assert ids("device_id=") == [other["id"]]
    assert ids(f"network_id={shared}&device_id=d1&device_id=d2") == [one["id"]]
    assert ids(f"fixed_ips=ip_address={other['fixed_ips'][0]['ip_address']}") == [other["id"]]
    assert ids("fixed_ips=ip_address_substr=10.0.0.") == [one["id"], other["id"]]
    assert ids("network_id=nowhere") == []


def test_sorting(api: Api) -> None:
    for name in ("b", "c", "a"):
        made(api, "network", name=name)
    assert names(api, "sort_key=name&sort_dir=desc") == ["public", "c", "bss1173", "b", "a"]
    assert api("GET", f"{ROOT}/networks?sort_key=nope&sort_dir=asc").status == 400
    assert api("GET", f"{ROOT}/networks?sort_key=name&sort_dir=up").status == 400


def test_pages_there_and_back(api: Api) -> None:
    for name in ("a", "b", "c"):
        made(api, "network", name=name)
    everything = names(api, "")
    page = api("GET", f"{ROOT}/networks?limit=2").json
    seen = [[one["name"] for one in page["networks"]]]
    while (link := _link(page, "next")) is not None:
        page = api("GET", link).json
        seen.append([one["name"] for one in page["networks"]])
    assert seen == [everything[:2], everything[2:4], everything[4:]]
    back = []
    while (link := _link(page, "previous")) is not None:
        page = api("GET", link).json
        back.append([one["name"] for one in page["networks"]])
    assert back == [everything[2:4], everything[:2]]
    assert api("GET", f"{ROOT}/networks?limit=2&marker=nowhere").status == 400
    assert api("GET", f"{ROOT}/networks?limit=-1").status == 400


def _link(page: dict[str, Any], relation: str) -> str | None:
    found = [one["href"] for one in page.get("networks_links", []) if one["rel"] == relation]
    if not found:
        return None
    parts = urlsplit(found[0])
    return f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("name", ["routers", "agents", "subnetpools"])
def test_collections_that_are_empty(api: Api, name: str) -> None:
    assert api("GET", f"{ROOT}/{name}").json == {name: []}
    assert api("GET", f"{ROOT}/{name}/x").status == 404


def test_what_is_told_of_the_service(api: Api) -> None:
    aliases = [one["alias"] for one in api("GET", f"{ROOT}/extensions").json["extensions"]]
    assert {"security-group", "external-net", "router", "binding", "quotas"} <= set(aliases)
    for alias in aliases:
        assert api("GET", f"{ROOT}/extensions/{alias}.json").json["extension"]["alias"] == alias
    assert api("GET", f"{ROOT}/extensions/nope").status == 404
    assert {
        one["resource"]
        for one in api("GET", f"{ROOT}/availability_zones").json["availability_zones"]
    } == {
        "network",
        "router",
    }
    assert "networks" in [one["collection"] for one in api("GET", f"{ROOT}/").json["resources"]]


def test_words_of_refusals(api: Api) -> None:
    for body, words in (
        ({"network": {"bad": 1}}, "Unrecognized attribute(s) 'bad'"),
        ({"x": 1}, "Unable to find 'network' in request body"),
        ({}, "Unable to find 'network' in request body"),
    ):
        reply = api("POST", f"{ROOT}/networks", body)
        assert reply.status == 400
        assert reply.json == {
            "NeutronError": {"type": "HTTPBadRequest", "message": words, "detail": ""}
        }
    missing = api("GET", f"{ROOT}/networks/nope").json["NeutronError"]
    assert missing == {
        "type": "NetworkNotFound",
        "message": "Network nope could not be found.",
        "detail": "",
    }
