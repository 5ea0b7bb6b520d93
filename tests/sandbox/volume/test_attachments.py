"""Attachments: reserve, connect, complete and delete them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.volume.steps import BASE, NEWEST, NOBODY, act, create_volume, message, status

PATH = f"{BASE}/attachments"
CONNECTOR = {"host": "h", "mountpoint": "/dev/vdb", "mode": "rw"}


def reserve(api: Api, volume_id: str, version: str = NEWEST, **members: Any) -> Reply:
    body = {"attachment": {"volume_uuid": volume_id, "instance_uuid": NOBODY, **members}}
    return api("POST", PATH, body, version=version)


def test_the_volume_follows_its_attachment(api: Api) -> None:
    volume_id = create_volume(api)
    attachment = reserve(api, volume_id).json["attachment"]
    assert (attachment["status"], status(api, volume_id)) == ("reserved", "reserved")
    path = f"{PATH}/{attachment['id']}"
    answer = api("PUT", path, {"attachment": {"connector": CONNECTOR}}, version=NEWEST)
    assert answer.json["attachment"]["connection_info"]["attachment_id"] == attachment["id"]
    assert status(api, volume_id) == "attaching"
    assert api("POST", f"{path}/action", {"os-complete": {}}, version="3.43").status == 404
    assert api("POST", f"{path}/action", {"os-complete": {}}, version="3.44").status == 204
    assert status(api, volume_id) == "in-use"
    assert api("DELETE", f"{BASE}/volumes/{volume_id}").status == 400
    assert api("DELETE", path, version=NEWEST).json == {"attachments": []}
    assert status(api, volume_id) == "available"


def test_a_connector_connects_at_once(api: Api) -> None:
    volume_id = create_volume(api)
    answer = reserve(api, volume_id, connector=CONNECTOR)
    assert answer.json["attachment"]["connection_info"]["access_mode"] == "rw"
    assert status(api, volume_id) == "attaching"


def test_a_volume_in_use_cannot_be_reserved_by_another(api: Api) -> None:
    volume_id = create_volume(api)
    act(api, volume_id, "os-attach", {"mountpoint": "/dev/vdb", "host_name": "h"})
    answer = reserve(api, volume_id)
    assert "must be available or downloading to reserve" in message(answer)


def test_a_volume_in_error_cannot_be_reserved(api: Api) -> None:
    volume_id = create_volume(api)
    act(api, volume_id, "os-reset_status", {"status": "error"})
    assert "in an error state" in message(reserve(api, volume_id))


def test_several_servers_share_a_multiattach_volume(api: Api) -> None:
    volume_id = create_volume(api, volume_type="multiattach")
    first = reserve(api, volume_id, connector=CONNECTOR).json["attachment"]["id"]
    second = reserve(api, volume_id, instance_uuid=volume_id).json["attachment"]["id"]
    assert status(api, volume_id) == "attaching"
    left = api("DELETE", f"{PATH}/{first}", version=NEWEST).json["attachments"]
    assert [attachment["id"] for attachment in left] == [second]
    assert status(api, volume_id) == "reserved"


def test_lists_are_filtered(api: Api) -> None:
    first = create_volume(api)
    reserve(api, first)
    reserve(api, create_volume(api))
    for path in (PATH, f"{PATH}/detail"):
        everything = api("GET", path, version=NEWEST).json["attachments"]
        some = api("GET", f"{path}?volume_id={first}", version=NEWEST).json["attachments"]
        assert (len(everything), len(some)) == (2, 1)


@pytest.mark.parametrize("connector", [None, {}, {"host": {}}, {"host": "h", "mode": "x"}])
def test_connectors_that_say_nothing(api: Api, connector: Any) -> None:
    attachment_id = reserve(api, create_volume(api)).json["attachment"]["id"]
    body = {"attachment": {"connector": connector}}
    assert api("PUT", f"{PATH}/{attachment_id}", body, version=NEWEST).status == 400


def test_refusals(api: Api) -> None:
    assert reserve(api, NOBODY).status == 404
    assert api("GET", PATH, version="3.26").status == 404
    assert api("GET", f"{PATH}/nope", version=NEWEST).status == 404
    attachment_id = reserve(api, create_volume(api)).json["attachment"]["id"]
    answer = api("GET", f"{PATH}/{attachment_id}", version=NEWEST, user="demo")
    assert "attachment_id = " + attachment_id in message(answer)
    assert reserve(api, create_volume(api), version="3.53", mode="ro").status == 400
    assert reserve(api, create_volume(api), version="3.54", mode="ro").status == 200
