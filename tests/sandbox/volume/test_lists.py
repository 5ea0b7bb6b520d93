"""Lists of volumes and snapshots: filters, sorting, pages, other projects."""

from __future__ import annotations

import pytest

from mini_nova_sandbox.http.errors import MALFORMED
from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import BASE, NEWEST, create_volume, message


@pytest.fixture
def volumes(api: Api) -> Api:
    """A cloud with the volumes a, b and c, of 3, 2 and 1 GiB; b has metadata; c is demo's."""
    create_volume(api, name="a", size=3)
    create_volume(api, name="b", size=2, metadata={"k": "v"})
    create_volume(api, name="c", size=1, user="demo")
    return api


def names(api: Api, query: str) -> list[str]:
    answer = api("GET", f"{BASE}/volumes/detail?{query}", version=NEWEST)
    assert answer.status == 200, answer.content
    return [volume["name"] for volume in answer.json["volumes"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ba"),
        ("all_tenants=1", "cba"),
        ("name=a", "a"),
        ("name=A", ""),
        ("name~=a", "a"),
        ("status=available", "ba"),
        ("status=error", ""),
        ("size=2", "b"),
        ("bootable=false", "ba"),
        ("bootable=true", ""),
        ("metadata={'k': 'v'}", "b"),
        ("metadata={'k': 'w'}", ""),
        ("metadata=junk", ""),
        ("sort=size:asc", "ba"),
        ("sort=name", "ba"),
        ("sort_key=name&sort_dir=asc", "ab"),
        ("sort=name:asc&limit=1", "a"),
        ("sort=name:asc&offset=1", "b"),
        ("limit=0", ""),
        ("unknown=1", ""),
    ],
)
def test_queries(volumes: Api, query: str, expected: str) -> None:
    assert "".join(names(volumes, query)) == expected


def test_members_of_a_project_see_its_volumes_only(volumes: Api) -> None:
    answer = volumes("GET", f"{BASE}/volumes?all_tenants=1", user="demo")
    assert [volume["name"] for volume in answer.json["volumes"]] == ["c"]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("limit=x", 400, "limit param must be an integer"),
        ("limit=-1", 400, "limit param must be positive"),
        ("marker=nope", 404, "Volume nope could not be found."),
        ("sort=nope", 400, "Invalid input received: Invalid sort key"),
        ("sort=name:nope", 400, "Unknown sort direction"),
    ],
)
def test_refusals(api: Api, query: str, status: int, words: str) -> None:
    answer = api("GET", f"{BASE}/volumes?{query}")
    assert answer.status == status
    assert words in message(answer)


def test_pages_lead_to_all(volumes: Api) -> None:
    url = f"{BASE}/volumes?limit=1&sort=name:asc&all_tenants=1"
    found = []
    while url:
        body = volumes("GET", url).json
        found += [volume["name"] for volume in body["volumes"]]
        links = body.get("volumes_links")
        url = links[0]["href"].split("8700", 1)[1] if links else ""
    assert found == ["a", "b", "c"]


def test_count(volumes: Api) -> None:
    answer = volumes("GET", f"{BASE}/volumes?limit=1&with_count=true", version="3.45")
    assert answer.json["count"] == 2
    answer = volumes("GET", f"{BASE}/volumes?limit=1&with_count=true", version="3.44")
    assert "count" not in answer.json


def test_summary(volumes: Api) -> None:
    summary = volumes("GET", f"{BASE}/volumes/summary", version="3.36").json["volume-summary"]
    assert summary == {"total_count": 2, "total_size": 5, "metadata": {"k": ["v"]}}


@pytest.mark.parametrize("header", ["compute 2.96", "3.71", ""])
def test_a_version_header_has_to_name_block_storage(api: Api, header: str) -> None:
    """As with Cinder; one that names several services is fine."""
    path = f"{BASE}/volumes"
    answer = api("GET", path, headers={"OpenStack-API-Version": header})
    assert (answer.status, message(answer)) == (400, MALFORMED)
    several = {"OpenStack-API-Version": "compute 2.96, volume 3.50"}
    assert api("GET", path, headers=several).headers["openstack-api-version"] == "volume 3.50"
