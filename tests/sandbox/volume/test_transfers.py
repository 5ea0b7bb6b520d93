"""Transfers of volumes from project to project."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import Api
from tests.sandbox.volume.steps import BASE, NOBODY, create_snapshot, create_volume, status

PATH = f"{BASE}/os-volume-transfer"


def offer(api: Api, volume_id: str, **members: Any) -> dict[str, Any]:
    """Offer a volume and return the transfer."""
    answer = api("POST", PATH, {"transfer": {"volume_id": volume_id, **members}})
    assert answer.status == 202, answer.content
    transfer: dict[str, Any] = answer.json["transfer"]
    return transfer


def test_a_volume_changes_hands_with_its_snapshots(api: Api) -> None:
    volume_id = create_volume(api)
    snapshot_id = create_snapshot(api, volume_id)
    transfer = offer(api, volume_id, name=" t ")
    assert transfer["name"] == "t"
    assert status(api, volume_id) == "awaiting-transfer"
    path = f"{PATH}/{transfer['id']}"
    assert api("GET", path, user="demo").status == 404
    assert "auth_key" not in api("GET", path).json["transfer"]
    accept = {"accept": {"auth_key": transfer["auth_key"]}}
    answer = api("POST", f"{path}/accept", accept, user="demo")
    assert answer.status == 202
    assert answer.json["transfer"]["volume_id"] == volume_id
    shown = api("GET", f"{BASE}/volumes/{volume_id}", user="demo").json["volume"]
    assert shown["status"] == "available"
    assert api("GET", f"{BASE}/snapshots/{snapshot_id}", user="demo").status == 200
    assert api("GET", path).status == 404


def test_an_offer_is_withdrawn(api: Api) -> None:
    volume_id = create_volume(api)
    transfer = offer(api, volume_id)
    assert len(api("GET", f"{PATH}/detail").json["transfers"]) == 1
    assert api("GET", PATH, user="demo").json["transfers"] == []
    assert api("DELETE", f"{PATH}/{transfer['id']}").status == 202
    assert status(api, volume_id) == "available"
    assert api("GET", PATH).json["transfers"] == []


def test_refused_transfers(api: Api) -> None:
    volume_id = create_volume(api)
    transfer = offer(api, volume_id)
    body = {"transfer": {"volume_id": volume_id}}
    assert "must be available" in api("POST", PATH, body).json["badRequest"]["message"]
    assert api("POST", PATH, {"transfer": {"volume_id": NOBODY}}).status == 404
    accept = {"accept": {"auth_key": "x"}}
    answer = api("POST", f"{PATH}/{transfer['id']}/accept", accept, user="demo")
    assert "invalid auth key" in answer.json["badRequest"]["message"]
    assert api("POST", f"{PATH}/{NOBODY}/accept", accept).status == 404


def test_the_newer_path_can_leave_snapshots_out(api: Api) -> None:
    volume_id = create_volume(api)
    body = {"transfer": {"volume_id": volume_id, "no_snapshots": True}}
    path = f"{BASE}/volume-transfers"
    assert api("POST", path, body, version="3.54").status == 400
    transfer = api("POST", path, body, version="3.57").json["transfer"]
    assert transfer["no_snapshots"]
    assert transfer["accepted"] is False
