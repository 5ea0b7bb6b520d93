"""Volumes: create them from nothing, an image, a snapshot or another volume; change, delete."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import (
    BASE,
    IMAGE,
    NEWEST,
    NOBODY,
    create_snapshot,
    create_volume,
    message,
    status,
    volume,
)


def test_a_volume_is_created_and_becomes_available(api: Api) -> None:
    volume_id = create_volume(api, finish=False, name="data", metadata={"a": "b"})
    assert status(api, volume_id) == "creating"
    api.work()
    made = volume(api, volume_id)
    assert (made["status"], made["size"], made["name"]) == ("available", 1, "data")
    assert (made["metadata"], made["bootable"]) == ({"a": "b"}, "false")
    assert made["volume_type"] == "__DEFAULT__"
    assert made["os-vol-host-attr:host"] == "storage1@sandbox#sandbox"


def test_a_volume_of_an_image_is_bootable_and_knows_its_image(api: Api) -> None:
    made = volume(api, create_volume(api, imageRef=IMAGE))
    assert made["bootable"] == "true"
    assert made["volume_image_metadata"]["image_id"] == IMAGE


def test_an_image_can_be_named(api: Api) -> None:
    assert volume(api, create_volume(api, imageRef="cirros-0.3.0-x86_64"))["bootable"] == "true"


def test_a_volume_of_an_image_that_is_gone_fails(api: Api) -> None:
    volume_id = create_volume(api, imageRef=IMAGE, finish=False)
    assert api("DELETE", f"/image/v2/images/{IMAGE}").status == 204
    api.work()
    assert status(api, volume_id) == "error"


def test_volumes_of_a_snapshot_and_of_a_volume_take_after_it(api: Api) -> None:
    source_id = create_volume(api, imageRef=IMAGE, size=2, volume_type="multiattach")
    snapshot_id = create_snapshot(api, source_id)
    of_snapshot = volume(api, create_volume(api, size=None, snapshot_id=snapshot_id))
    of_volume = volume(api, create_volume(api, size=3, source_volid=source_id))
    assert (of_snapshot["size"], of_snapshot["snapshot_id"]) == (2, snapshot_id)
    assert (of_volume["size"], of_volume["source_volid"]) == (3, source_id)
    for made in (of_snapshot, of_volume):
        assert made["bootable"] == "true"
        assert made["volume_type"] == "multiattach"
        assert made["volume_image_metadata"]["image_id"] == IMAGE


@pytest.mark.parametrize(
    ("members", "code", "words"),
    [
        ({}, 400, "either malformed or otherwise incorrect"),
        ({"size": 0}, 400, "less than the minimum of 1"),
        ({"size": 1, "imageRef": NOBODY}, 400, "Invalid image identifier"),
        ({"snapshot_id": NOBODY}, 404, f"Snapshot {NOBODY} could not be found."),
        ({"source_volid": NOBODY}, 404, f"Volume {NOBODY} could not be found."),
        ({"size": 1, "volume_type": "no"}, 404, "Volume type with name no could not be found."),
        ({"size": 1, "availability_zone": "no"}, 400, "Availability zone 'no' is invalid."),
        ({"size": 1, "name": "x" * 256}, 400, "name has 256 characters, more than 255."),
    ],
)
def test_refusals(api: Api, members: dict[str, Any], code: int, words: str) -> None:
    answer = api("POST", f"{BASE}/volumes", {"volume": members}, version=NEWEST)
    assert answer.status == code
    assert words in message(answer)


def test_a_volume_is_no_smaller_than_its_source(api: Api) -> None:
    snapshot_id = create_snapshot(api, create_volume(api, size=2))
    body = {"volume": {"size": 1, "snapshot_id": snapshot_id}}
    answer = api("POST", f"{BASE}/volumes", body)
    assert "cannot be smaller than the snapshot size 2GB" in message(answer)


def test_update_changes_name_and_description(api: Api) -> None:
    volume_id = create_volume(api, name="old")
    body = {"volume": {"name": " new ", "description": "d"}}
    answer = api("PUT", f"{BASE}/volumes/{volume_id}", body)
    assert (answer.json["volume"]["name"], answer.json["volume"]["description"]) == ("new", "d")


def test_a_deleted_volume_is_gone(api: Api) -> None:
    volume_id = create_volume(api)
    assert api("DELETE", f"{BASE}/volumes/{volume_id}").status == 202
    assert status(api, volume_id) == "deleting"
    api.work()
    assert status(api, volume_id) == ""


def test_a_volume_with_snapshots_is_deleted_only_with_them(api: Api) -> None:
    volume_id = create_volume(api)
    snapshot_id = create_snapshot(api, volume_id)
    answer = api("DELETE", f"{BASE}/volumes/{volume_id}")
    assert answer.status == 400
    assert "must not be migrating, attached" in message(answer)
    assert api("DELETE", f"{BASE}/volumes/{volume_id}?cascade=true").status == 202
    api.work()
    assert api("GET", f"{BASE}/snapshots/{snapshot_id}").status == 404


def test_a_volume_of_another_project_is_not_found(api: Api) -> None:
    volume_id = create_volume(api)
    for method in ("GET", "DELETE"):
        answer = api(method, f"{BASE}/volumes/{volume_id}", user="demo")
        assert answer.status == 404


def test_members_come_with_microversions(api: Api) -> None:
    volume_id = create_volume(api)
    for version, member in (
        ("3.13", "group_id"),
        ("3.21", "provider_id"),
        ("3.48", "shared_targets"),
        ("3.48", "service_uuid"),
        ("3.61", "cluster_name"),
        ("3.63", "volume_type_id"),
        ("3.65", "consumes_quota"),
    ):
        number = int(version.partition(".")[2])
        assert member in volume(api, volume_id, version)
        assert member not in volume(api, volume_id, f"3.{number - 1}")


def test_metadata(api: Api) -> None:
    path = f"{BASE}/volumes/{create_volume(api, metadata={'a': '1'})}/metadata"
    assert api("POST", path, {"metadata": {"b": "2"}}).json == {"metadata": {"a": "1", "b": "2"}}
    assert api("PUT", f"{path}/a", {"meta": {"a": "3"}}).json == {"meta": {"a": "3"}}
    assert api("PUT", f"{path}/a", {"meta": {"b": "3"}}).status == 400
    assert api("GET", f"{path}/a").json == {"meta": {"a": "3"}}
    assert api("DELETE", f"{path}/a").status == 200
    assert api("DELETE", f"{path}/a").status == 404
    assert api("PUT", path, {"metadata": {"c": "4"}}).json == {"metadata": {"c": "4"}}
    assert api("GET", path).json == {"metadata": {"c": "4"}}


def test_the_project_may_be_in_the_path(api: Api) -> None:
    project_id = api.cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    volume_id = create_volume(api)
    assert api("GET", f"{BASE}/{project_id}/volumes/{volume_id}").status == 200
    other = api("GET", f"{BASE}/{'a' * 32}/volumes/{volume_id}")
    assert (other.status, message(other)) == (400, "Malformed request url")


def test_the_answer_names_its_microversion(api: Api) -> None:
    assert api("GET", f"{BASE}/volumes").headers["openstack-api-version"] == "volume 3.0"
    answer = api("GET", f"{BASE}/volumes", version="latest")
    assert answer.headers["openstack-api-version"] == f"volume {NEWEST}"
    assert api("GET", f"{BASE}/volumes", version="3.72").status == 406
    assert api("GET", f"{BASE}/volumes", version="x").status == 400
