"""Image members: who shares, who sees, who accepts, and a server of a shared image."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from tests.sandbox.asgi_client import Api
from tests.sandbox.image.test_images import IMAGES, create, names, patch, upload


def project_id(cloud: Cloud, name: str) -> str:
    """The id of a project."""
    return str(cloud.database.value("SELECT id FROM projects WHERE name = ?", name))


@pytest.fixture
def demo(sandbox_cloud: Cloud) -> str:
    """The project of the user demo."""
    return project_id(sandbox_cloud, "demo")


@pytest.fixture
def shared(api: Api, demo: str) -> str:
    """The path of an image of admin that is shared with demo."""
    path = create(api, name="shared")
    assert upload(api, path, b"data") == 204
    assert api("POST", f"{path}/members", {"member": demo}).json["status"] == "pending"
    return path


def listed(api: Api, query: str = "") -> list[str]:
    """The names that demo lists, beside the public image."""
    answer = api("GET", f"{IMAGES}?{query}", user="demo")
    return [name for name in names(answer) if name == "shared"]


def test_a_member_sees_the_image_and_lists_it_once_it_accepts(
    api: Api, shared: str, demo: str
) -> None:
    member = f"{shared}/members/{demo}"
    assert api("GET", shared, user="demo").status == 200
    assert api("GET", f"{shared}/file", user="demo").content == b"data"
    assert listed(api) == []
    assert listed(api, "member_status=pending") == ["shared"]
    answer = api("PUT", member, {"status": "accepted"}, user="demo")
    assert answer.json["status"] == "accepted"
    assert listed(api) == ["shared"]
    api("PUT", member, {"status": "rejected"}, user="demo")
    assert listed(api) == []
    assert listed(api, "member_status=all&visibility=shared") == ["shared"]


def test_only_the_owner_shares_and_only_the_member_accepts(
    api: Api, sandbox_cloud: Cloud, demo: str
) -> None:
    body = {"name": "own", "disk_format": "raw", "container_format": "bare"}
    path = f"{IMAGES}/{api('POST', IMAGES, body, user='demo').json['id']}"
    admin = project_id(sandbox_cloud, "admin")
    assert api("POST", f"{path}/members", {"member": admin}, user="demo").status == 200
    refusal = api("PUT", f"{path}/members/{admin}", {"status": "accepted"}, user="demo")
    assert refusal.status == 403
    assert b"modify_member" in refusal.content
    assert api("DELETE", f"{path}/members/{admin}", user="demo").status == 204


def test_a_member_changes_nothing(api: Api, shared: str, demo: str) -> None:
    change = {"op": "replace", "path": "/name", "value": "x"}
    assert patch(api, shared, change, user="demo").status == 403
    assert api("DELETE", shared, user="demo").status == 403
    assert api("POST", f"{shared}/members", {"member": "x"}, user="demo").status == 403
    assert api("DELETE", f"{shared}/members/{demo}", user="demo").status == 403
    api("POST", f"{shared}/members", {"member": "another"})
    assert api("GET", f"{shared}/members/another", user="demo").status == 404
    members = api("GET", f"{shared}/members", user="demo").json["members"]
    assert [member["member_id"] for member in members] == [demo]


def test_an_image_that_is_no_longer_shared_has_no_members(api: Api, shared: str) -> None:
    api("PATCH", shared)
    change = {"op": "replace", "path": "/visibility", "value": "private"}
    assert patch(api, shared, change).status == 200
    assert api("GET", shared, user="demo").status == 404
    assert api("GET", f"{shared}/members").status == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"member": ""}, 400), ([1], 400), ({"member": "x"}, 200)],
)
def test_what_a_new_member_needs(api: Api, body: Any, status: int) -> None:
    assert api("POST", f"{create(api)}/members", body).status == status


def test_the_same_member_twice_is_a_conflict(api: Api, shared: str, demo: str) -> None:
    answer = api("POST", f"{shared}/members", {"member": demo})
    assert answer.status == 409
    assert b"is duplicated for image" in answer.content


def test_a_server_boots_from_a_shared_image(api: Api, shared: str, demo: str) -> None:
    image_id = api("GET", shared).json["id"]
    server = {"name": "vm", "imageRef": image_id, "flavorRef": "6", "networks": "none"}
    answer = api("POST", "/compute/v2.1/servers", {"server": server}, user="demo", version="2.37")
    assert answer.status == 202, answer.content
    api.work()
    path = f"/compute/v2.1/servers/{answer.json['server']['id']}"
    assert api("GET", path, user="demo").json["server"]["status"] == "ACTIVE"


def test_members_go_with_the_image(api: Api, shared: str, sandbox_cloud: Cloud) -> None:
    assert api("DELETE", shared).status == 204
    assert sandbox_cloud.database.value("SELECT count(*) FROM image_members") == 0
