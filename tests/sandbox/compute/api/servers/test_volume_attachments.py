"""The volumes of a server: attach, show, change, swap, detach."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.compute.api.steps import BASE, NEWEST, act, boot, show
from tests.sandbox.volume import steps
from tests.sandbox.volume.steps import NOBODY, create_volume, message, status


def path(uuid: str, volume_id: str = "") -> str:
    collection = f"{BASE}/servers/{uuid}/os-volume_attachments"
    return f"{collection}/{volume_id}" if volume_id else collection


def attach(
    api: Api, uuid: str, volume_id: str, version: str = NEWEST, finish: bool = True, **members: Any
) -> Reply:
    body = {"volumeAttachment": {"volumeId": volume_id, **members}}
    answer = api("POST", path(uuid), body, version=version)
    if finish:
        api.work()
    return answer


def attached(api: Api, uuid: str, version: str = NEWEST) -> list[dict[str, Any]]:
    answer = api("GET", path(uuid), version=version)
    assert answer.status == 200, answer.content
    volumes: list[dict[str, Any]] = answer.json["volumeAttachments"]
    return volumes


def update(api: Api, uuid: str, volume_id: str, version: str = NEWEST, **members: Any) -> Reply:
    body = {"volumeAttachment": {"volumeId": volume_id, **members}}
    return api("PUT", path(uuid, volume_id), body, version=version)


def test_a_volume_is_reserved_then_in_use(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    answer = attach(api, uuid, volume_id, version="2.1", finish=False)
    assert answer.json["volumeAttachment"] == {
        "id": volume_id,
        "serverId": uuid,
        "volumeId": volume_id,
        "device": "/dev/vdb",
    }
    assert status(api, volume_id) == "reserved"
    api.work()
    volume = steps.volume(api, volume_id)
    (attachment,) = volume["attachments"]
    assert volume["status"] == "in-use"
    assert (attachment["server_id"], attachment["device"]) == (uuid, "/dev/vdb")
    server = show(api, uuid)
    assert attachment["host_name"] == server["OS-EXT-SRV-ATTR:host"]
    assert server["os-extended-volumes:volumes_attached"] == [
        {"id": volume_id, "delete_on_termination": False}
    ]


def test_an_attachment_by_microversion(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    attach(api, uuid, volume_id, tag="t", delete_on_termination=True)
    common: dict[str, Any] = {"serverId": uuid, "volumeId": volume_id, "device": "/dev/vdb"}
    assert attached(api, uuid, "2.69") == [{**common, "id": volume_id}]
    assert attached(api, uuid, "2.70") == [{**common, "id": volume_id, "tag": "t"}]
    common = {**common, "tag": "t", "delete_on_termination": True}
    assert attached(api, uuid, "2.88") == [{**common, "id": volume_id}]
    (attachment,) = attached(api, uuid, "2.89")
    (reference,) = steps.volume(api, volume_id)["attachments"]
    assert attachment["attachment_id"] == reference["attachment_id"]
    assert attachment.keys() == {*common, "attachment_id", "bdm_uuid"}
    answer = api("GET", path(uuid, volume_id), version="2.89")
    assert answer.json["volumeAttachment"] == attachment


@pytest.mark.parametrize(
    ("version", "member"), [("2.48", "tag"), ("2.78", "delete_on_termination")]
)
def test_members_of_later_microversions_are_refused(api: Api, version: str, member: str) -> None:
    members: dict[str, Any] = {member: "t"}
    answer = attach(api, boot(api), create_volume(api), version=version, **members)
    assert answer.status == 400
    assert f"('{member}' was unexpected)" in message(answer)


def test_from_2_101_on_the_answer_is_empty(api: Api) -> None:
    uuid = boot(api)
    answer = attach(api, uuid, create_volume(api), version="2.100")
    assert (answer.status, answer.json["volumeAttachment"]["device"]) == (200, "/dev/vdb")
    answer = attach(api, uuid, create_volume(api), version="2.101")
    assert (answer.status, answer.content) == (202, b"")
    assert [item["device"] for item in attached(api, uuid)] == ["/dev/vdb", "/dev/vdc"]


def test_names_of_devices(api: Api) -> None:
    uuid = boot(api)
    answer = attach(api, uuid, create_volume(api), device="/dev/sdf")
    assert answer.json["volumeAttachment"]["device"] == "/dev/vdf"
    answer = attach(api, uuid, create_volume(api), device="/dev/vda")
    assert answer.status == 409
    assert message(answer) == "The supplied device path (/dev/vda) is in use."
    attach(api, uuid, create_volume(api))
    assert [item["device"] for item in attached(api, uuid)] == ["/dev/vdf", "/dev/vdb"]


def test_refusals_to_attach(api: Api) -> None:
    uuid = boot(api)
    other = boot(api, "other")
    volume_id = create_volume(api)
    assert attach(api, uuid, NOBODY).status == 404
    assert attach(api, uuid, "nope").status == 400
    attach(api, uuid, volume_id)
    for server in (uuid, other):
        answer = attach(api, server, volume_id)
        words = f"Invalid volume: volume {volume_id} is already attached to instances: {uuid}"
        assert (answer.status, message(answer)) == (400, words)
    unfinished = create_volume(api, finish=False)
    answer = attach(api, uuid, unfinished, finish=False)
    assert answer.status == 400
    assert "must be available or downloading to reserve" in message(answer)
    own = create_volume(api, user="demo")
    mine = boot(api, "mine", user="demo")
    body = {"volumeAttachment": {"volumeId": volume_id}}
    assert api("POST", path(mine), body, user="demo").status == 404
    body = {"volumeAttachment": {"volumeId": own}}
    assert api("POST", path(uuid), body, user="demo").status == 404


def test_attaching_needs_a_state_and_no_lock(api: Api) -> None:
    uuid = boot(api, user="demo")
    volume_id = create_volume(api, user="demo")
    act(api, uuid, {"suspend": None})
    answer = attach(api, uuid, volume_id)
    assert "Cannot 'attach_volume' instance" in message(answer)
    act(api, uuid, {"resume": None})
    act(api, uuid, {"lock": None})
    body = {"volumeAttachment": {"volumeId": volume_id}}
    assert api("POST", path(uuid), body, user="demo").status == 409


def test_servers_share_a_multiattach_volume(api: Api) -> None:
    volume_id = create_volume(api, volume_type="multiattach")
    servers = [boot(api, name) for name in ("a", "b")]
    assert attach(api, servers[0], volume_id, version="2.59").status == 400
    for uuid in servers:
        assert attach(api, uuid, volume_id, version="2.60").status == 200
    assert len(steps.volume(api, volume_id)["attachments"]) == 2
    api("DELETE", path(servers[0], volume_id))
    api.work()
    assert status(api, volume_id) == "in-use"
    api("DELETE", path(servers[1], volume_id))
    api.work()
    assert status(api, volume_id) == "available"


def test_a_volume_is_detaching_then_available(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    attach(api, uuid, volume_id)
    assert api("DELETE", path(uuid, volume_id)).status == 202
    assert status(api, volume_id) == "detaching"
    answer = api("DELETE", path(uuid, volume_id))
    assert answer.status == 400
    assert "Unable to detach volume. Volume status must be 'in-use'" in message(answer)
    api.work()
    assert (status(api, volume_id), attached(api, uuid)) == ("available", [])
    answer = api("DELETE", path(uuid, volume_id))
    words = f"Instance {uuid} is not attached to volume {volume_id}"
    assert (answer.status, message(answer)) == (404, words)
    assert api("DELETE", path(uuid, NOBODY)).status == 404
    assert api("GET", path(uuid, volume_id)).status == 404


def test_events_of_attaching_and_detaching(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    attach(api, uuid, volume_id)
    api("DELETE", path(uuid, volume_id))
    api.work()
    actions = api("GET", f"{BASE}/servers/{uuid}/os-instance-actions").json["instanceActions"]
    assert [item["action"] for item in actions] == ["detach_volume", "attach_volume", "create"]
    request_id = actions[0]["request_id"]
    answer = api("GET", f"{BASE}/servers/{uuid}/os-instance-actions/{request_id}")
    (event,) = answer.json["instanceAction"]["events"]
    assert (event["event"], event["result"]) == ("compute_detach_volume", "Success")


def test_an_update_changes_what_becomes_of_the_volume(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    attach(api, uuid, volume_id)
    assert update(api, uuid, volume_id, "2.84", delete_on_termination=True).status == 400
    answer = update(api, uuid, volume_id, device="/dev/vdz")
    assert message(answer) == "The device property is not mutable"
    assert update(api, uuid, NOBODY, delete_on_termination=True).status == 404
    answer = update(api, uuid, volume_id, serverId=uuid, delete_on_termination=True)
    assert answer.status == 202
    assert attached(api, uuid)[0]["delete_on_termination"] is True
    api("DELETE", f"{BASE}/servers/{uuid}")
    api.work()
    assert status(api, volume_id) == ""


def test_deleting_a_server_keeps_its_volumes(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    attach(api, uuid, volume_id)
    api("DELETE", f"{BASE}/servers/{uuid}")
    api.work()
    assert status(api, volume_id) == "available"


def test_only_a_migrating_volume_is_swapped(api: Api) -> None:
    uuid = boot(api)
    old, new = create_volume(api), create_volume(api)
    attach(api, uuid, old)
    body = {"volumeAttachment": {"volumeId": new}}
    answer = api("PUT", path(uuid, old), body)
    assert (answer.status, answer.json.keys()) == (409, {"conflictingRequest"})
    assert "this API should only be called by Cinder" in message(answer)
    steps.act(api, old, "os-reset_status", {"migration_status": "migrating"})
    small = {"volumeAttachment": {"volumeId": NOBODY}}
    assert api("PUT", path(uuid, old), small).status == 400
    assert api("PUT", path(uuid, old), body).status == 202
    assert (status(api, old), status(api, new)) == ("in-use", "reserved")
    api.work()
    assert (status(api, old), status(api, new)) == ("available", "in-use")
    (attachment,) = attached(api, uuid)
    assert (attachment["volumeId"], attachment["device"]) == (new, "/dev/vdb")


def test_volumes_follow_a_server_that_moves(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    attach(api, uuid, volume_id)
    act(api, uuid, {"migrate": None})
    (attachment,) = steps.volume(api, volume_id)["attachments"]
    assert attachment["host_name"] == show(api, uuid)["OS-EXT-SRV-ATTR:host"]


def test_a_shelved_server_keeps_its_volumes_reserved(api: Api) -> None:
    uuid = boot(api)
    first, second = create_volume(api), create_volume(api)
    attach(api, uuid, first)
    act(api, uuid, {"shelve": None})
    assert status(api, first) == "reserved"
    assert attach(api, uuid, second).status == 200
    assert status(api, second) == "in-use"
    act(api, uuid, {"unshelve": None})
    assert (status(api, first), status(api, second)) == ("in-use", "in-use")
    assert [item["device"] for item in attached(api, uuid)] == ["/dev/vdb", "/dev/vdc"]


def test_pages(api: Api) -> None:
    uuid = boot(api)
    volumes = [create_volume(api) for _ in range(3)]
    for volume_id in volumes:
        attach(api, uuid, volume_id)
    answer = api("GET", f"{path(uuid)}?limit=1&offset=1")
    assert [item["volumeId"] for item in answer.json["volumeAttachments"]] == [volumes[1]]


def test_block_storage_leaves_the_attachments_of_servers_alone(api: Api) -> None:
    uuid = boot(api)
    volume_id = create_volume(api)
    attach(api, uuid, volume_id)
    (attachment,) = attached(api, uuid)
    url = f"{steps.BASE}/attachments/{attachment['attachment_id']}"
    reference = {"attachment_id": attachment["attachment_id"]}
    answers = [
        api("DELETE", url, version=steps.NEWEST),
        steps.act(api, volume_id, "os-detach", reference),
        steps.act(api, volume_id, "os-force_detach", {}),
        steps.act(api, volume_id, "os-terminate_connection", {"connector": {"host": "h"}}),
    ]
    assert [answer.status for answer in answers] == [409] * 4
    words = f"Detach volume from instance {uuid} using the Compute API"
    assert message(answers[0]) == f"ConflictNovaUsingAttachment: {words}"
    assert status(api, volume_id) == "in-use"
