"""Servers that boot from volumes: their images, rebuilds, backups, rescues, and shelving."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, IMAGE, NEWEST, act, boot, show
from tests.sandbox.volume import steps
from tests.sandbox.volume.steps import message, status

IMAGES = "/image/v2/images"
ROOT = {
    "boot_index": 0,
    "source_type": "image",
    "destination_type": "volume",
    "uuid": IMAGE,
    "volume_size": 1,
    "delete_on_termination": True,
}
DATA = {"boot_index": -1, "source_type": "blank", "destination_type": "volume", "volume_size": 2}


@pytest.fixture
def server(api: Api) -> str:
    """A server with a root volume of an image, and a blank volume."""
    return boot(api, imageRef="", version=NEWEST, block_device_mapping_v2=[ROOT, DATA])


def volumes(api: Api, uuid: str) -> list[str]:
    return [item["id"] for item in show(api, uuid)["os-extended-volumes:volumes_attached"]]


def action(api: Api, uuid: str, name: str, arguments: Any, version: str = NEWEST) -> Any:
    return api("POST", f"{BASE}/servers/{uuid}/action", {name: arguments}, version=version)


def other_image(api: Api) -> str:
    body = {"name": "other", "disk_format": "raw", "container_format": "bare"}
    image_id = str(api("POST", IMAGES, body).json["id"])
    headers = {"Content-Type": "application/octet-stream"}
    assert api("PUT", f"{IMAGES}/{image_id}/file", raw=b"data", headers=headers).status == 204
    return image_id


def test_its_image_is_snapshots_and_boots_again(api: Api, server: str) -> None:
    answer = act(api, server, {"createImage": {"name": "copy", "metadata": {"a": "b"}}})
    image = api("GET", f"{IMAGES}/{answer['image_id']}").json
    assert (image["status"], image["size"], image["a"]) == ("active", 0, "b")
    mapping = json.loads(image["block_device_mapping"])
    assert [device["boot_index"] for device in mapping] == [0, -1]
    snapshots = api("GET", f"{steps.BASE}/snapshots").json["snapshots"]
    assert {snapshot["name"] for snapshot in snapshots} == {"snapshot for copy"}
    assert {snapshot["volume_id"] for snapshot in snapshots} == set(volumes(api, server))
    copy = boot(api, "copy", imageRef=image["id"])
    assert show(api, copy)["image"]["id"] == image["id"]
    root, data = volumes(api, copy)
    assert steps.volume(api, root)["volume_image_metadata"]["image_id"] == IMAGE
    assert (steps.volume(api, data)["size"], status(api, data)) == (2, "in-use")


@pytest.mark.parametrize(
    "text", ["x", "{}", '[{"source_type": "volume"}]', '[{"boot_index": "x"}]']
)
def test_junk_in_an_images_block_devices_is_ignored(api: Api, text: str) -> None:
    image_id = other_image(api)
    patch = [{"op": "add", "path": "/block_device_mapping", "value": text}]
    headers = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
    answer = api("PATCH", f"{IMAGES}/{image_id}", patch, headers=headers)
    assert answer.status == 200
    assert volumes(api, boot(api, imageRef=image_id)) == []


def test_another_image_takes_2_93(api: Api, server: str) -> None:
    image_id = other_image(api)
    root, _ = volumes(api, server)
    answer = action(api, server, "rebuild", {"imageRef": image_id}, "2.92")
    assert answer.status == 400
    assert "Unable to rebuild with a different image" in message(answer)
    assert action(api, server, "rebuild", {"imageRef": IMAGE}, "2.92").status == 202
    api.work()
    assert action(api, server, "rebuild", {"imageRef": image_id}, "2.93").status == 202
    api.work()
    assert (show(api, server)["status"], show(api, server)["image"]) == ("ACTIVE", "")
    assert steps.volume(api, root)["volume_image_metadata"]["image_id"] == image_id


def test_a_rescue_takes_2_87_and_an_image_made_for_it(api: Api, server: str) -> None:
    image_id = other_image(api)
    rescue = {"rescue_image_ref": image_id}
    for arguments in (None, rescue):
        answer = action(api, server, "rescue", arguments)
        assert answer.status == 400
        assert "Cannot rescue a volume-backed instance" in message(answer)
    patch = [
        {"op": "add", "path": f"/hw_rescue_{name}", "value": value}
        for name, value in (("device", "disk"), ("bus", "virtio"))
    ]
    headers = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
    assert api("PATCH", f"{IMAGES}/{image_id}", patch, headers=headers).status == 200
    assert action(api, server, "rescue", rescue, "2.86").status == 400
    assert action(api, server, "rescue", rescue, "2.87").status == 200
    api.work()
    assert show(api, server)["status"] == "RESCUE"


def test_no_backup(api: Api, server: str) -> None:
    backup = {"name": "b", "backup_type": "daily", "rotation": 1}
    answer = action(api, server, "createBackup", backup)
    assert message(answer) == "Backup is not supported for volume-backed instances."


def test_shelving_takes_no_image(api: Api, server: str) -> None:
    images = len(api("GET", IMAGES).json["images"])
    act(api, server, {"shelve": None})
    assert {status(api, item) for item in volumes(api, server)} == {"reserved"}
    assert len(api("GET", IMAGES).json["images"]) == images
    act(api, server, {"unshelve": None})
    assert show(api, server)["status"] == "ACTIVE"
    assert {status(api, item) for item in volumes(api, server)} == {"in-use"}
