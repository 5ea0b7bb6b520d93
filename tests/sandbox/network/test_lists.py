"""Lists of Neutron: filters, fields, sorting, pages both ways, and the small collections."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from mini_nova_sandbox.network import ports
from mini_nova_sandbox.state.database import Database, Row
from tests.sandbox.asgi_client import Api
from tests.sandbox.network.cloud_network import ROOT, create, items, network_id


def names(api: Api, query: str = "") -> list[str]:
    return [network["name"] for network in items(api, "networks", query)]


def port_ids(api: Api, query: str) -> list[str]:
    return [port["id"] for port in items(api, "ports", query)]


def test_filters_and_fields(api: Api) -> None:
    for name in ("a", "b", "c"):
        create(api, "network", name=name)
    assert names(api, "name=a&name=c") == ["a", "c"]
    assert names(api, "router:external=True") == ["public"]
    assert names(api, "shared=false&router:external=false&name=b") == ["b"]
    assert names(api, f"id={network_id(api, 'a')}&id={network_id(api, 'b')}") == ["a", "b"]
    reply = api("GET", f"{ROOT}/networks?nowhere=1&name=x&bad=2")
    assert reply.status == 400
    message = "['bad', 'nowhere'] is invalid attribute for filtering"
    assert reply.json["NeutronError"]["message"] == message
    reply = api("GET", f"{ROOT}/networks.json?name=a&fields=name&fields=status")
    assert reply.json == {"networks": [{"name": "a", "status": "ACTIVE"}]}


def test_ports_by_device_network_and_address(api: Api) -> None:
    shared = network_id(api, "bss1173")
    bound = create(api, "port", network_id=shared, device_id="d1")["id"]
    free_port = create(api, "port", network_id=shared)
    free = free_port["id"]
    address = free_port["fixed_ips"][0]["ip_address"]
    assert port_ids(api, "device_id=d1") == [bound]
    assert port_ids(api, "device_id=") == [free]
    assert port_ids(api, f"network_id={shared}&device_id=d1&device_id=d2") == [bound]
    assert port_ids(api, f"fixed_ips=ip_address={address}") == [free]
    assert port_ids(api, "device_owner=&fixed_ips=ip_address_substr=10.0.0.") == [bound, free]
    assert port_ids(api, "network_id=nowhere") == []


def test_sorting(api: Api) -> None:
    for name in ("b", "c", "a"):
        create(api, "network", name=name)
    assert names(api, "sort_key=name&sort_dir=desc") == ["public", "c", "bss1173", "b", "a"]
    assert api("GET", f"{ROOT}/networks?sort_key=nope&sort_dir=asc").status == 400
    assert api("GET", f"{ROOT}/networks?sort_key=name&sort_dir=up").status == 400


def test_links_lead_through_the_pages_and_back(api: Api) -> None:
    for name in ("a", "b", "c"):
        create(api, "network", name=name)
    all_names = names(api)
    first_page = api("GET", f"{ROOT}/networks?limit=2").json
    pages = follow(api, first_page, "next")
    page_names = [[network["name"] for network in page["networks"]] for page in pages]
    assert page_names == [all_names[:2], all_names[2:4], all_names[4:]]
    pages_back = follow(api, pages[-1], "previous")
    names_back = [[network["name"] for network in page["networks"]] for page in pages_back]
    assert names_back == list(reversed(page_names))
    assert api("GET", f"{ROOT}/networks?limit=2&marker=nowhere").status == 400
    assert api("GET", f"{ROOT}/networks?limit=-1").status == 400


def follow(api: Api, page: dict[str, Any], relation: str) -> list[dict[str, Any]]:
    """Return a page, and the pages that its links of a relation lead to."""
    pages = [page]
    while True:
        links = pages[-1].get("networks_links", [])
        urls = [link["href"] for link in links if link["rel"] == relation]
        if not urls:
            return pages
        parts = urlsplit(urls[0])
        pages.append(api("GET", f"{parts.path}?{parts.query}").json)


@pytest.mark.parametrize("name", ["agents", "subnetpools", "address-scopes"])
def test_empty_collections(api: Api, name: str) -> None:
    assert api("GET", f"{ROOT}/{name}").json == {name.replace("-", "_"): []}
    assert api("GET", f"{ROOT}/{name}/x").status == 404


def test_extensions(api: Api) -> None:
    aliases = [extension["alias"] for extension in items(api, "extensions")]
    assert {"security-group", "external-net", "router", "binding", "quotas"} <= set(aliases)
    for alias in aliases:
        reply = api("GET", f"{ROOT}/extensions/{alias}.json")
        assert reply.json["extension"]["alias"] == alias
    assert api("GET", f"{ROOT}/extensions/nope").status == 404


def test_zones_and_resources(api: Api) -> None:
    zones = items(api, "availability_zones")
    assert {zone["resource"] for zone in zones} == {"network", "router"}
    resources = api("GET", f"{ROOT}/").json["resources"]
    assert "networks" in [resource["collection"] for resource in resources]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"network": {"bad": 1}}, "Unrecognized attribute(s) 'bad'"),
        ({"x": 1}, "Unable to find 'network' in request body"),
        ({}, "Unable to find 'network' in request body"),
    ],
)
def test_the_words_of_a_refused_body(api: Api, body: dict[str, Any], message: str) -> None:
    reply = api("POST", f"{ROOT}/networks", body)
    assert reply.status == 400
    error = {"type": "HTTPBadRequest", "message": message, "detail": ""}
    assert reply.json == {"NeutronError": error}


def test_the_words_for_an_unknown_id(api: Api) -> None:
    assert api("GET", f"{ROOT}/networks/nope").json["NeutronError"] == {
        "type": "NetworkNotFound",
        "message": "Network nope could not be found.",
        "detail": "",
    }


@pytest.mark.parametrize("query", ["limit=2", "limit=2&device_id=d&fields=id"])
def test_a_page_of_ports_looks_at_no_other_port(
    api: Api, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    shared = network_id(api, "bss1173")
    created = [create(api, "port", network_id=shared, device_id="d")["id"] for _ in range(5)]
    rows = []
    view = ports.view

    def counted(database: Database, row: Row, *, admin: bool) -> dict[str, Any]:
        rows.append(row)
        return view(database, row, admin=admin)

    monkeypatch.setattr(ports, "view", counted)
    assert port_ids(api, f"{query}&marker={created[1]}") == created[2:4]
    assert [row["id"] for row in rows] == created[2:4]
