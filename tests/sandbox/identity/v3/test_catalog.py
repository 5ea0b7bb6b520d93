"""Services, endpoints and regions, and the catalog that follows them."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.identity.catalog import SERVICES
from tests.sandbox.asgi_client import Api
from tests.sandbox.identity.logins import DEMO, login, with_token

V3 = "/identity/v3"


def create(api: Api, kind: str, /, **members: Any) -> str:
    """POST a thing and return its id."""
    reply = api("POST", f"{V3}/{kind}s", {kind: members})
    assert reply.status == 201, reply.content
    return str(reply.json[kind]["id"])


def urls(api: Api, service_type: str) -> list[str]:
    """The URLs of a service in demo's catalog; [] if the catalog has no such service."""
    services = api("GET", f"{V3}/auth/catalog", user="demo").json["catalog"]
    return [
        endpoint["url"]
        for service in services
        if service["type"] == service_type
        for endpoint in service["endpoints"]
    ]


@pytest.fixture
def service(api: Api) -> str:
    return create(api, "service", type="dns", name="designate")


def endpoint_of(api: Api, service: str, url: str = "http://dns.example/v2") -> str:
    members = {"service_id": service, "interface": "public", "url": url}
    return create(api, "endpoint", region="RegionOne", **members)


def test_the_catalog_has_what_is_enabled(api: Api, service: str) -> None:
    endpoint = endpoint_of(api, service)
    assert urls(api, "dns") == ["http://dns.example/v2"]
    for enabled in (False, True):
        api("PATCH", f"{V3}/endpoints/{endpoint}", {"endpoint": {"enabled": enabled}})
        assert urls(api, "dns") == ["http://dns.example/v2"] * enabled
    api("PATCH", f"{V3}/services/{service}", {"service": {"enabled": False}})
    assert urls(api, "dns") == []


def test_deleting_a_service_deletes_its_endpoints(api: Api, service: str) -> None:
    endpoint = endpoint_of(api, service)
    assert api("DELETE", f"{V3}/services/{service}").status == 204
    assert api("GET", f"{V3}/endpoints/{endpoint}").status == 404
    assert urls(api, "dns") == []


def test_a_token_fills_the_placeholders_of_a_url(api: Api, service: str) -> None:
    endpoint_of(api, service, "http://dns.example/$(project_id)s/%(user_id)s")
    (url,) = urls(api, "dns")
    (demo,) = api("GET", f"{V3}/users?name=demo").json["users"]
    assert url == f"http://dns.example/{demo['default_project_id']}/{demo['id']}"
    members = {"service_id": service, "interface": "public", "url": "http://x/$(nope)s"}
    assert api("POST", f"{V3}/endpoints", {"endpoint": members}).status == 400


def test_the_sandbox_s_own_endpoints_are_rows_like_others(api: Api, sandbox_cloud: Cloud) -> None:
    (image,) = api("GET", f"{V3}/services?type=image").json["services"]
    path = f"{V3}/endpoints?service_id={image['id']}"
    endpoints = api("GET", path).json["endpoints"]
    assert {endpoint["url"] for endpoint in endpoints} == {"http://127.0.0.1:8700/image"}
    for endpoint in endpoints:
        assert api("DELETE", f"{V3}/endpoints/{endpoint['id']}").status == 204
    assert urls(api, "image") == []
    stored = sandbox_cloud.database.rows("SELECT url FROM endpoints")
    assert not [row for row in stored if "8700" in row["url"]], "the port may be another one"


def test_a_region_with_endpoints_stays(api: Api, service: str) -> None:
    north = create(api, "region", id="north")
    create(api, "region", id="far-north", parent_region_id=north)
    members = {"service_id": service, "interface": "public", "url": "http://dns.example"}
    endpoint = create(api, "endpoint", region_id="far-north", **members)
    assert api("DELETE", f"{V3}/regions/north").status == 403
    api("DELETE", f"{V3}/endpoints/{endpoint}")
    assert api("DELETE", f"{V3}/regions/north").status == 204
    assert api("GET", f"{V3}/regions/far-north").status == 404


def test_only_admins_change_the_catalog(api: Api, service: str) -> None:
    for method in ("PATCH", "DELETE"):
        body = {"service": {"name": "x"}}
        answer = api(method, f"{V3}/services/{service}", body, user="demo")
        assert answer.status == 403
    words = answer.json["error"]["message"]
    assert words.endswith("requested action: identity:delete_service.")


def test_a_project_that_was_given_endpoints_has_no_others(api: Api, service: str) -> None:
    endpoint = endpoint_of(api, service)
    (project,) = api("GET", f"{V3}/projects?name=demo").json["projects"]
    base = f"{V3}/OS-EP-FILTER"
    path = f"{base}/projects/{project['id']}/endpoints/{endpoint}"
    assert api("PUT", path).status == 204
    assert (urls(api, "dns"), urls(api, "compute")) == (["http://dns.example/v2"], [])
    assert api("DELETE", path).status == 204
    filters = {"service_id": service}
    body = {"endpoint_group": {"name": "dns", "filters": filters}}
    group = api("POST", f"{base}/endpoint_groups", body).json["endpoint_group"]
    assert group["filters"] == filters
    assert (
        api("PUT", f"{base}/endpoint_groups/{group['id']}/projects/{project['id']}").status == 204
    )
    assert (urls(api, "dns"), urls(api, "compute")) == (["http://dns.example/v2"], [])


@pytest.mark.parametrize("limit", [1, 4, 100])
def test_pages(api: Api, limit: int) -> None:
    path = f"{V3}/endpoints?interface=public&limit={limit}"
    ids = []
    while path:
        answer = api("GET", path).json
        ids += [endpoint["id"] for endpoint in answer["endpoints"]]
        assert ("truncated" in answer) == bool(answer["links"]["next"])
        path = (answer["links"]["next"] or "").removeprefix("http://127.0.0.1:8700")
    everything = api("GET", f"{V3}/endpoints?interface=public").json["endpoints"]
    assert ids == [endpoint["id"] for endpoint in everything]


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("name=nova", 1),
        ("name=NOVA", 0),
        ("name__contains=ova", 1),
        ("name__startswith=cinder", 2),
        ("name__iendswith=OVA", 1),
        ("type=compute&name=glance", 0),
        ("colour=red", len(SERVICES)),
    ],
)
def test_filters(api: Api, query: str, matches: int) -> None:
    assert len(api("GET", f"{V3}/services?{query}").json["services"]) == matches


def test_an_unscoped_token_has_no_catalog(api: Api) -> None:
    token = login(api, DEMO, "demo-secret", "unscoped").headers["x-subject-token"]
    assert with_token(api, token, "GET", f"{V3}/auth/catalog").status == 403
