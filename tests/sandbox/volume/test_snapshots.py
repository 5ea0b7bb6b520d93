"""Snapshots of volumes."""

from __future__ import annotations

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import (
    BASE,
    NEWEST,
    NOBODY,
    act,
    create_snapshot,
    create_volume,
    message,
)


def test_a_snapshot_is_created_and_becomes_available(api: Api) -> None:
    body = {"snapshot": {"volume_id": create_volume(api, size=2), "name": "s"}}
    answer = api("POST", f"{BASE}/snapshots", body, version=NEWEST)
    assert answer.json["snapshot"]["status"] == "creating"
    api.work()
    path = f"{BASE}/snapshots/{answer.json['snapshot']['id']}"
    snapshot = api("GET", path).json["snapshot"]
    assert (snapshot["status"], snapshot["size"], snapshot["name"]) == ("available", 2, "s")
    assert snapshot["os-extended-snapshot-attributes:progress"] == "100%"


def test_a_snapshot_of_a_volume_in_use_takes_force_before_3_66(api: Api) -> None:
    volume_id = create_volume(api)
    act(api, volume_id, "os-attach", {"mountpoint": "/dev/vdb", "instance_uuid": NOBODY})
    body = {"snapshot": {"volume_id": volume_id}}
    answer = api("POST", f"{BASE}/snapshots", body, version="3.65")
    assert "current status is: in-use" in message(answer)
    forced = {"snapshot": {"volume_id": volume_id, "force": True}}
    assert api("POST", f"{BASE}/snapshots", forced, version="3.65").status == 202
    assert api("POST", f"{BASE}/snapshots", body, version="3.66").status == 202


@pytest.mark.parametrize("volume_id", [NOBODY, "nope"])
def test_no_snapshot_without_a_volume(api: Api, volume_id: str) -> None:
    answer = api("POST", f"{BASE}/snapshots", {"snapshot": {"volume_id": volume_id}})
    assert answer.status == (404 if volume_id == NOBODY else 400)


def test_list_update_and_delete(api: Api) -> None:
    volume_id = create_volume(api)
    snapshot_id = create_snapshot(api, volume_id, metadata={"a": "b"})
    path = f"{BASE}/snapshots/{snapshot_id}"
    answer = api("PUT", path, {"snapshot": {"name": "new"}})
    assert answer.json["snapshot"]["name"] == "new"
    (listed,) = api("GET", f"{BASE}/snapshots/detail?volume_id={volume_id}").json["snapshots"]
    assert (listed["name"], listed["metadata"]) == ("new", {"a": "b"})
    assert api("GET", f"{BASE}/snapshots?volume_id={NOBODY}").json["snapshots"] == []
    assert api("POST", f"{path}/metadata", {"metadata": {"c": "d"}}).status == 200
    assert api("DELETE", path).status == 202
    assert api("DELETE", path).status == 400
    api.work()
    assert api("GET", path).status == 404


def test_reset_status(api: Api) -> None:
    path = f"{BASE}/snapshots/{create_snapshot(api, create_volume(api))}/action"
    assert api("POST", path, {"os-reset_status": {"status": "error"}}).status == 202
    answer = api("POST", path, {"os-reset_status": {"status": "nope"}})
    assert "valid statuses are: ('error', 'available'" in message(answer)
    assert api("POST", path, {"os-update_snapshot_status": {"status": "available"}}).status == 400
    assert api("POST", path, {"os-force_delete": None}).status == 202
