"""Actions of volumes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import (
    BASE,
    IMAGE,
    NOBODY,
    act,
    create_snapshot,
    create_volume,
    message,
    status,
    volume,
)


def test_extend(api: Api) -> None:
    volume_id = create_volume(api)
    assert act(api, volume_id, "os-extend", {"new_size": 3}).status == 202
    assert status(api, volume_id) == "extending"
    api.work()
    made = volume(api, volume_id)
    assert (made["status"], made["size"]) == ("available", 3)
    answer = act(api, volume_id, "os-extend", {"new_size": 3})
    assert "New size for extend must be greater than current size" in message(answer)


def test_extend_in_use_takes_a_microversion(api: Api) -> None:
    volume_id = create_volume(api)
    act(api, volume_id, "os-attach", {"mountpoint": "/dev/vdb", "instance_uuid": NOBODY})
    answer = act(api, volume_id, "os-extend", {"new_size": 2}, version="3.41")
    assert "currently in-use" in message(answer)
    assert act(api, volume_id, "os-extend", {"new_size": 2}, version="3.42").status == 202
    api.work()
    assert (volume(api, volume_id)["size"], status(api, volume_id)) == (2, "in-use")


def test_retype(api: Api) -> None:
    volume_id = create_volume(api)
    answer = act(api, volume_id, "os-retype", {"new_type": "multiattach"})
    assert (answer.status, status(api, volume_id)) == (202, "retyping")
    api.work()
    made = volume(api, volume_id)
    assert (made["volume_type"], made["multiattach"]) == ("multiattach", True)
    assert act(api, volume_id, "os-retype", {"new_type": "multiattach"}).status == 400
    assert act(api, volume_id, "os-retype", {"new_type": "nope"}).status == 404


def test_revert_to_the_latest_snapshot(api: Api) -> None:
    volume_id = create_volume(api)
    assert "doesn't have any snapshots" in message(
        act(api, volume_id, "revert", {"snapshot_id": NOBODY})
    )
    first = create_snapshot(api, volume_id)
    last = create_snapshot(api, volume_id)
    answer = act(api, volume_id, "revert", {"snapshot_id": first})
    assert "not the latest one" in message(answer)
    assert act(api, volume_id, "revert", {"snapshot_id": last}).status == 202
    assert status(api, volume_id) == "reverting"
    api.work()
    assert status(api, volume_id) == "available"
    assert act(api, volume_id, "revert", {"snapshot_id": last}, version="3.39").status == 404


def test_flags(api: Api) -> None:
    volume_id = create_volume(api)
    assert act(api, volume_id, "os-set_bootable", {"bootable": True}).status == 200
    assert act(api, volume_id, "os-update_readonly_flag", {"readonly": "true"}).status == 202
    made = volume(api, volume_id)
    assert (made["bootable"], made["metadata"]) == ("true", {"readonly": "True"})


def test_reset_status(api: Api) -> None:
    volume_id = create_volume(api)
    assert act(api, volume_id, "os-reset_status", {"status": "error"}).status == 202
    assert status(api, volume_id) == "error"
    answer = act(api, volume_id, "os-reset_status", {"status": "nope"})
    assert "valid statuses are: ('creating', 'available'" in message(answer)
    body = {"os-reset_status": {"status": "available"}}
    own = create_volume(api, user="demo")
    assert api("POST", f"{BASE}/volumes/{own}/action", body, user="demo").status == 403


def test_force_delete_takes_any_status(api: Api) -> None:
    volume_id = create_volume(api)
    act(api, volume_id, "os-reset_status", {"status": "detaching"})
    assert api("DELETE", f"{BASE}/volumes/{volume_id}").status == 400
    assert act(api, volume_id, "os-force_delete").status == 202
    api.work()
    assert status(api, volume_id) == ""


def test_the_old_way_to_attach_and_detach(api: Api) -> None:
    volume_id = create_volume(api)
    assert act(api, volume_id, "os-reserve").status == 202
    assert status(api, volume_id) == "attaching"
    assert act(api, volume_id, "os-reserve").status == 400
    assert act(api, volume_id, "os-unreserve").status == 202
    assert status(api, volume_id) == "available"
    server = {"instance_uuid": NOBODY, "mountpoint": "/dev/vdc"}
    assert act(api, volume_id, "os-attach", server).status == 202
    (attachment,) = volume(api, volume_id)["attachments"]
    assert (attachment["server_id"], attachment["device"]) == (NOBODY, "/dev/vdc")
    assert act(api, volume_id, "os-begin_detaching").status == 202
    assert status(api, volume_id) == "detaching"
    assert act(api, volume_id, "os-roll_detaching").status == 202
    assert status(api, volume_id) == "in-use"
    assert act(api, volume_id, "os-detach", {}).status == 202
    assert status(api, volume_id) == "available"


def test_connections(api: Api) -> None:
    volume_id = create_volume(api)
    connector = {"connector": {"host": "h"}}
    answer = act(api, volume_id, "os-initialize_connection", connector)
    assert answer.json["connection_info"]["data"]["access_mode"] == "rw"
    assert act(api, volume_id, "os-terminate_connection", connector).status == 202


@pytest.mark.parametrize(
    ("source", "size"), [({"imageRef": IMAGE}, 4 * 65536), ({}, None)], ids=["image", "blank"]
)
def test_upload_to_an_image(api: Api, source: dict[str, Any], size: int | None) -> None:
    volume_id = create_volume(api, **source)
    arguments = {"image_name": "copy", "disk_format": "qcow2", "container_format": "bare"}
    answer = act(api, volume_id, "os-volume_upload_image", arguments)
    upload = answer.json["os-volume_upload_image"]
    assert (upload["status"], status(api, volume_id)) == ("uploading", "uploading")
    api.work()
    image = api("GET", f"/image/v2/images/{upload['image_id']}").json
    assert (image["status"], image["name"], image["disk_format"]) == ("active", "copy", "qcow2")
    assert size in (None, image["size"])
    assert status(api, volume_id) == "available"


def test_image_metadata(api: Api) -> None:
    volume_id = create_volume(api)
    assert act(api, volume_id, "os-show_image_metadata").status == 404
    pair = {"metadata": {"a": "b"}}
    assert act(api, volume_id, "os-set_image_metadata", pair).json == pair
    assert act(api, volume_id, "os-show_image_metadata").json == pair
    assert act(api, volume_id, "os-unset_image_metadata", {"key": "a"}).status == 200
    assert act(api, volume_id, "os-unset_image_metadata", {"key": "a"}).status == 404


@pytest.mark.parametrize("body", [{}, {"os-reserve": None, "os-unreserve": None}])
def test_one_action_at_a_time(api: Api, body: dict[str, Any]) -> None:
    answer = api("POST", f"{BASE}/volumes/{create_volume(api)}/action", body)
    assert (answer.status, message(answer)) == (400, "Malformed request body")


def test_unknown_action(api: Api) -> None:
    answer = act(api, create_volume(api), "os-nope", {})
    assert message(answer).startswith("There is no such action: os-nope.")
