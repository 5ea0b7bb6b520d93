"""Volumes and snapshots as Nova proxied them before 2.36."""

from __future__ import annotations

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, boot
from tests.sandbox.volume.steps import NOBODY, create_volume, status

VOLUMES = f"{BASE}/os-volumes"
SNAPSHOTS = f"{BASE}/os-snapshots"


def test_volumes(api: Api) -> None:
    body = {"volume": {"size": 1, "display_name": "v", "metadata": {"a": "b"}}}
    answer = api("POST", VOLUMES, body, version="2.35")
    volume = answer.json["volume"]
    assert (answer.status, volume["status"], volume["attachments"]) == (200, "creating", [{}])
    api.work()
    (listed,) = api("GET", f"{VOLUMES}/detail").json["volumes"]
    expected = {**volume, "status": "available"}
    assert listed == api("GET", f"{VOLUMES}/{volume['id']}").json["volume"] == expected
    uuid = boot(api)
    attachment = {"volumeAttachment": {"volumeId": volume["id"]}}
    api("POST", f"{BASE}/servers/{uuid}/os-volume_attachments", attachment)
    api.work()
    (listed,) = api("GET", VOLUMES).json["volumes"]
    (attached,) = listed["attachments"]
    assert (attached["serverId"], attached["device"]) == (uuid, "/dev/vdb")
    assert api("DELETE", f"{VOLUMES}/{volume['id']}").status == 400


def test_deleting_and_what_there_is_not(api: Api) -> None:
    volume_id = create_volume(api)
    assert api("DELETE", f"{VOLUMES}/{volume_id}").status == 202
    api.work()
    assert status(api, volume_id) == ""
    for path in (f"{VOLUMES}/{NOBODY}", f"{SNAPSHOTS}/{NOBODY}"):
        assert api("GET", path).status == 404
        assert api("DELETE", path).status == 404


def test_snapshots(api: Api) -> None:
    volume_id = create_volume(api)
    body = {"snapshot": {"volume_id": volume_id, "display_name": "s", "force": False}}
    snapshot = api("POST", SNAPSHOTS, body).json["snapshot"]
    assert (snapshot["volumeId"], snapshot["displayName"]) == (volume_id, "s")
    api.work()
    (listed,) = api("GET", f"{SNAPSHOTS}/detail").json["snapshots"]
    assert listed == {**snapshot, "status": "available"}
    new = {"volume": {"size": 2, "snapshot_id": snapshot["id"]}}
    assert api("POST", VOLUMES, new).json["volume"]["snapshotId"] == snapshot["id"]
    assert api("DELETE", f"{SNAPSHOTS}/{snapshot['id']}").status == 202


def test_a_quota_is_a_403_here(api: Api) -> None:
    project_id = api.cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    quota = {"quota_set": {"volumes": 0}}
    api("PUT", f"/volume/v3/os-quota-sets/{project_id}", quota)
    assert api("POST", VOLUMES, {"volume": {"size": 1}}).status == 403


def test_the_proxies_are_gone_from_2_36_on(api: Api) -> None:
    for path in (VOLUMES, SNAPSHOTS):
        assert api("GET", path, version="2.35").status == 200
        assert api("GET", path, version="2.36").status == 404
