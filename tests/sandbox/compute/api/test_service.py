"""The compute service: versions in the path, and microversions."""

from __future__ import annotations

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, create_body, project_id


@pytest.mark.parametrize("version", ["v1.1", "v2"])
def test_older_versions_have_the_project_in_the_path(api: Api, version: str) -> None:
    base = f"/compute/{version}/{project_id(api, 'admin')}"
    answer = api("POST", f"{base}/servers", create_body(unknown=1))
    assert answer.status == 202, answer.content
    assert "openstack-api-version" not in answer.headers
    href = answer.json["server"]["links"][0]["href"]
    assert href.startswith(f"http://127.0.0.1:8700{base}/servers/")
    assert api("GET", f"{base}/servers/detail").json["servers"][0]["flavor"]["id"] == "6"
    assert api("GET", f"/compute/{version}/{'0' * 32}/servers").status == 400
    assert api("GET", f"/compute/{version}/servers").status == 400
    assert api("GET", f"/compute/{version}/", user="").json["version"]["status"] == "DEPRECATED"


@pytest.mark.parametrize("version", ["v1.1", "v2", "v2.1"])
def test_a_project_alone_is_no_resource(api: Api, version: str) -> None:
    assert api("GET", f"/compute/{version}/{project_id(api, 'admin')}/").status == 404


def test_answers_name_the_requested_microversion(api: Api) -> None:
    answer = api("GET", f"{BASE}/servers", headers={"X-OpenStack-Nova-API-Version": "2.40"})
    assert answer.headers["x-openstack-nova-api-version"] == "2.40"
    answer = api("GET", f"{BASE}/servers", version="latest")
    assert answer.headers["openstack-api-version"] == "compute 2.104"
    assert api("GET", f"{BASE}/servers", version="2.105").status == 406
    assert api("GET", f"{BASE}/servers", version="two").status == 400


def test_operations_exist_in_their_microversions(api: Api) -> None:
    assert api("GET", f"{BASE}/images", version="2.36").status == 404
    assert api("GET", f"{BASE}/images", version="2.35").status == 200


@pytest.mark.parametrize(
    "path", [f"{BASE}/servers/", f"{BASE}/os-simple-tenant-usage/", "/volume/v3/volumes/"]
)
def test_a_path_with_a_slash_at_its_end_is_another_one(api: Api, path: str) -> None:
    assert api("GET", path).status == 404


def test_a_server_takes_as_many_files_as_the_quota_has(api: Api) -> None:
    files = [{"path": f"/{number}", "contents": ""} for number in range(6)]
    reply = api("POST", f"{BASE}/servers", create_body(personality=files))
    assert reply.status == 403
    assert reply.json["forbidden"]["message"] == "Personality file limit exceeded"


def test_numbers_that_nothing_has(api: Api) -> None:
    assert api("GET", f"{BASE}/os-aggregates/-1").status == 404
    reply = api("POST", f"{BASE}/os-volumes", {"volume": {"size": "0"}})
    assert "greater than zero" in reply.json["badRequest"]["message"]
