"""Flavors over the API: filters, sorting, extra specs and access."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api

BASE = "/compute/v2.1/flavors"


def create(api: Api, name: str, **members: Any) -> str:
    """Create a flavor and return its id."""
    flavor = {"name": name, "ram": 64, "vcpus": 1, "disk": 1, **members}
    answer = api("POST", BASE, {"flavor": flavor})
    assert answer.status == 200, answer.content
    return str(answer.json["flavor"]["id"])


def names(api: Api, query: str = "", user: str = "admin") -> list[str]:
    answer = api("GET", f"{BASE}?{query}", user=user)
    assert answer.status == 200, answer.content
    return [flavor["name"] for flavor in answer.json["flavors"]]


def test_filters_and_sorting(api: Api) -> None:
    create(api, "small")
    create(api, "large", ram=100_000, disk=500)
    assert names(api, "minRam=100000") == ["large"]
    assert names(api, "minDisk=500") == ["large"]
    assert names(api, "sort_key=memory_mb&sort_dir=desc")[0] == "large"
    assert names(api, "sort_key=memory_mb&sort_dir=asc")[0] == "small"


@pytest.mark.parametrize(
    "query",
    ["minRam=x", "minDisk=-1", "sort_key=x", "sort_dir=up", "marker=nowhere"],
)
def test_malformed_queries_are_refused(api: Api, query: str) -> None:
    assert api("GET", f"{BASE}?{query}").status == 400
    assert api("GET", f"{BASE}?is_public=true&{query}", user="demo").status == 400


def test_malformed_filters_are_refused_even_if_no_flavor_is_there(api: Api) -> None:
    assert names(api, "is_public=false") == []
    assert api("GET", f"{BASE}?is_public=false&minDisk=x").status == 400


def test_pages_end(api: Api) -> None:
    every_name = names(api)
    page = api("GET", f"{BASE}?limit=2").json
    walked = [flavor["name"] for flavor in page["flavors"]]
    while "flavors_links" in page:
        page = api("GET", page["flavors_links"][0]["href"].split("8700", 1)[1]).json
        walked += [flavor["name"] for flavor in page["flavors"]]
    assert walked == every_name


def test_a_private_flavor_is_seen_by_its_projects(api: Api) -> None:
    project = api.cloud.database.value("SELECT id FROM projects WHERE name = 'demo'")
    flavor_id = create(api, "private", **{"os-flavor-access:is_public": False})
    assert "private" not in names(api, user="demo")
    body = {"addTenantAccess": {"tenant": project}}
    assert api("POST", f"{BASE}/{flavor_id}/action", body).status == 200
    assert api("POST", f"{BASE}/{flavor_id}/action", body).status == 409
    assert "private" in names(api, user="demo")
    access = api("GET", f"{BASE}/{flavor_id}/os-flavor-access").json["flavor_access"]
    assert {"flavor_id": flavor_id, "tenant_id": project} in access
    body = {"removeTenantAccess": {"tenant": project}}
    assert api("POST", f"{BASE}/{flavor_id}/action", body).status == 200
    assert api("POST", f"{BASE}/{flavor_id}/action", body).status == 404
    assert "private" not in names(api, user="demo")


def test_a_private_flavor_is_shared_with_existing_projects_only(api: Api) -> None:
    flavor_id = create(api, "private", **{"os-flavor-access:is_public": False})
    body = {"addTenantAccess": {"tenant": "nobody"}}
    answer = api("POST", f"{BASE}/{flavor_id}/action", body)
    assert answer.status == 400
    assert answer.json["badRequest"]["message"] == "Project ID nobody is not a valid project."


def test_only_admins_choose_public_or_private_flavors(api: Api) -> None:
    create(api, "private", **{"os-flavor-access:is_public": False})
    assert names(api, "is_public=f") == ["private"]
    assert api("GET", f"{BASE}?is_public=nonsense").status == 400
    answer = api("GET", f"{BASE}?is_public=nonsense", user="demo")
    assert answer.status == 200
    assert "private" not in [flavor["name"] for flavor in answer.json["flavors"]]


def test_an_empty_limit_is_refused(api: Api) -> None:
    answer = api("GET", f"{BASE}?limit=")
    assert answer.status == 400
    assert answer.json["badRequest"]["message"].endswith("'' should be non-empty")


def test_extra_specs(api: Api) -> None:
    flavor_id = create(api, "special")
    path = f"{BASE}/{flavor_id}/os-extra_specs"
    extra_specs: dict[str, str | int] = {"hw:a": "1", "hw:b": 2}
    answer = api("POST", path, {"extra_specs": extra_specs})
    assert answer.json == {"extra_specs": {"hw:a": "1", "hw:b": "2"}}
    assert api("PUT", f"{path}/hw:b", {"hw:b": "3"}).json == {"hw:b": "3"}
    assert api("PUT", f"{path}/hw:b", {"hw:c": "3"}).status == 400
    assert api("GET", f"{path}/hw:b").json == {"hw:b": "3"}
    assert api("DELETE", f"{path}/hw:a").status == 200
    assert api("DELETE", f"{path}/hw:a").status == 404
    assert api("GET", path).json == {"extra_specs": {"hw:b": "3"}}
    flavor = api("GET", f"{BASE}/{flavor_id}", version="2.61").json["flavor"]
    assert flavor["extra_specs"] == {"hw:b": "3"}


def test_only_the_description_can_change(api: Api) -> None:
    flavor_id = create(api, "plain")
    body = {"flavor": {"description": "text"}}
    answer = api("PUT", f"{BASE}/{flavor_id}", body, version="2.55")
    assert answer.json["flavor"]["description"] == "text"
    assert api("PUT", f"{BASE}/{flavor_id}", body, version="2.54").status in (404, 405)
    larger = {"flavor": {"description": "text", "ram": 1}}
    assert api("PUT", f"{BASE}/{flavor_id}", larger, version="2.55").status == 400


@pytest.mark.parametrize("word", ["f", "no", "off", "0", "False"])
def test_words_for_false(api: Api, word: str) -> None:
    create(api, "private", **{"os-flavor-access:is_public": False})
    assert names(api, f"is_public={word}") == ["private"]


def test_a_private_flavor_is_nobody_s_at_first(api: Api) -> None:
    flavor_id = create(api, "private", **{"os-flavor-access:is_public": False})
    answer = api("GET", f"{BASE}/{flavor_id}/os-flavor-access")
    assert answer.json == {"flavor_access": []}


def test_flavors_at_2_102(api: Api) -> None:
    answer = api("GET", f"{BASE}?name=^test", version="2.102")
    assert [flavor["name"] for flavor in answer.json["flavors"]] == ["testflav"]
    flavor = api("GET", f"{BASE}/6", version="2.102").json["flavor"]
    assert not {"rxtx_factor", "OS-FLV-DISABLED:disabled"} & set(flavor)
    assert api("GET", f"{BASE}?name=^test", version="2.101").status == 400
    assert api("GET", f"{BASE}?name=(", version="2.102").status == 400
    body = {"flavor": {"name": "x", "ram": 1, "vcpus": 1, "disk": 1, "rxtx_factor": 1.0}}
    assert api("POST", BASE, body, version="2.102").status == 400
