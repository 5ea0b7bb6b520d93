"""Volume types, their extra specs, and who may use them."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import BASE, create_volume, message

TYPES = f"{BASE}/types"


def create_type(api: Api, **members: Any) -> str:
    answer = api("POST", TYPES, {"volume_type": {"name": "fast", **members}})
    assert answer.status == 200, answer.content
    return str(answer.json["volume_type"]["id"])


def names(api: Api, user: str = "admin") -> list[str]:
    types = api("GET", f"{TYPES}?is_public=None", user=user).json["volume_types"]
    return sorted(volume_type["name"] for volume_type in types)


def test_a_new_cloud_has_two_types(api: Api) -> None:
    assert names(api, "demo") == ["__DEFAULT__", "multiattach"]
    assert api("GET", f"{TYPES}/default").json["volume_type"]["name"] == "__DEFAULT__"


def test_create_update_and_delete(api: Api) -> None:
    type_id = create_type(api, extra_specs={"a": "b"})
    assert api("POST", TYPES, {"volume_type": {"name": "fast"}}).status == 409
    answer = api("PUT", f"{TYPES}/{type_id}", {"volume_type": {"name": "slow"}})
    assert answer.json["volume_type"]["name"] == "slow"
    volume_id = create_volume(api, volume_type="slow")
    answer = api("DELETE", f"{TYPES}/{type_id}")
    assert message(answer) == "Target volume type is still in use."
    api("DELETE", f"{BASE}/volumes/{volume_id}")
    api.work()
    assert api("DELETE", f"{TYPES}/{type_id}").status == 202
    assert api("GET", f"{TYPES}/{type_id}").status == 404


def test_the_default_type_stays(api: Api) -> None:
    type_id = api("GET", f"{TYPES}/default").json["volume_type"]["id"]
    assert api("DELETE", f"{TYPES}/{type_id}").status == 400


def test_only_admins_change_types(api: Api) -> None:
    assert api("POST", TYPES, {"volume_type": {"name": "x"}}, user="demo").status == 403
    type_id = create_type(api, extra_specs={"secret": "s", "multiattach": "<is> True"})
    assert api("DELETE", f"{TYPES}/{type_id}", user="demo").status == 403
    seen = api("GET", f"{TYPES}/{type_id}", user="demo").json["volume_type"]
    assert seen["extra_specs"] == {"multiattach": "<is> True"}


def test_extra_specs(api: Api) -> None:
    path = f"{TYPES}/{create_type(api, extra_specs={'a': 'b'})}/extra_specs"
    assert api("POST", path, {"extra_specs": {"c": "d"}}).json == {"extra_specs": {"c": "d"}}
    assert api("GET", path).json == {"extra_specs": {"a": "b", "c": "d"}}
    assert api("PUT", f"{path}/c", {"c": "e"}).json == {"c": "e"}
    assert api("PUT", f"{path}/c", {"d": "e"}).status == 400
    assert api("GET", f"{path}/c").json == {"c": "e"}
    assert api("DELETE", f"{path}/c").status == 202
    assert api("GET", f"{path}/c").status == 404


def test_a_private_type_is_for_projects_with_access(api: Api) -> None:
    members = {"os-volume-type-access:is_public": False}
    path = f"{TYPES}/{create_type(api, **members)}"
    project_id = api.cloud.database.value("SELECT id FROM projects WHERE name = 'demo'")
    access = {"project": project_id}
    assert "fast" not in names(api, "demo")
    assert api("POST", f"{path}/action", {"addProjectAccess": access}).status == 202
    assert api("POST", f"{path}/action", {"addProjectAccess": access}).status == 409
    (listed,) = api("GET", f"{path}/os-volume-type-access").json["volume_type_access"]
    assert listed["project_id"] == project_id
    assert "fast" in names(api, "demo")
    assert api("POST", f"{path}/action", {"removeProjectAccess": access}).status == 202
    assert api("POST", f"{path}/action", {"removeProjectAccess": access}).status == 404
    assert "fast" not in names(api, "demo")
