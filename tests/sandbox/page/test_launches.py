"""Launches: the request and the answer are those that were sent, without what is secret."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from mini_nova_sandbox.page import exchange as exchanges
from tests.sandbox.asgi_client import Api
from tests.sandbox.page.visitor import IMAGE, Visitor

DEFAULT = [{"name": "default"}]


def headers_of(part: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in part["headers"]}


def test_a_launch_is_the_contracts_request_with_its_answer(api: Api, visitor: Visitor) -> None:
    exchange = visitor.launch(max_count=1, min_count=1, security_groups=DEFAULT)
    request, answer = exchange["request"], exchange["answer"]
    assert (request["method"], request["url"]) == (
        "POST",
        "http://127.0.0.1:8700/compute/v2.1/servers",
    )
    assert headers_of(request)["x-auth-token"] == "***"
    assert headers_of(request)["user-agent"] == "python-novaclient"
    assert request["body"]["server"] == {
        "name": "vm",
        "imageRef": IMAGE,
        "flavorRef": "6",
        "max_count": 1,
        "min_count": 1,
        "security_groups": DEFAULT,
    }
    assert (answer["status"], answer["reason"]) == (202, "Accepted")
    assert answer["body"]["server"]["adminPass"] == "***"
    assert headers_of(answer)["x-openstack-request-id"].startswith("req-")
    uuid = answer["body"]["server"]["id"]
    assert headers_of(answer)["location"].endswith(uuid)
    assert api("GET", f"/compute/v2.1/servers/{uuid}").status == 200


def test_demo_launches_in_its_own_project(api: Api, visitor: Visitor) -> None:
    visitor.launch("demo")
    assert len(api("GET", "/compute/v2.1/servers", user="demo").json["servers"]) == 1
    assert api("GET", "/compute/v2.1/servers").json["servers"] == []


def test_a_refusal_is_the_services_own(visitor: Visitor) -> None:
    answer = visitor.launch(flavorRef="99")["answer"]
    assert answer["status"] == 400
    assert answer["body"]["badRequest"]["message"] == "Flavor 99 could not be found."


def test_the_token_ends_with_the_request(api: Api, visitor: Visitor) -> None:
    visitor.launch()
    visitor.launch(flavorRef="99")
    assert api.cloud.database.value("SELECT count(*) FROM tokens") == 0


@pytest.mark.parametrize("body", [{}, {"user": "root", "body": {}}, {"user": "admin", "body": []}])
def test_a_malformed_launch_sends_nothing(api: Api, visitor: Visitor, body: Any) -> None:
    assert visitor("POST", "/launches", body).status == 400
    assert api.cloud.database.value("SELECT count(*) FROM instances") == 0


def test_a_user_who_is_gone_is_named(api: Api, visitor: Visitor) -> None:
    api.cloud.database.update("users", {"name": "renamed"}, name="demo")
    answer = visitor("POST", "/launches", {"user": "demo", "body": {"server": {}}})
    assert answer.status == 409
    assert "no user demo" in answer.json["error"]["message"]


def test_a_planned_status_meets_the_launch(visitor: Visitor) -> None:
    visitor("POST", "/faults", {"name": "status", "path": "/compute/*/servers", "status": 507})
    answer = visitor.launch()["answer"]
    assert (answer["status"], answer["reason"]) == (507, "Insufficient Storage")
    assert visitor.launch()["answer"]["status"] == 202


def test_a_lost_answer_is_told_and_the_server_is_there(api: Api, visitor: Visitor) -> None:
    visitor("POST", "/faults", {"name": "lose", "path": "/compute/*/servers"})
    exchange = visitor.launch()
    assert exchange["answer"] is None
    assert exchange["failure"] == exchanges.CUT
    assert api.cloud.database.value("SELECT count(*) FROM instances") == 1


def test_the_page_gives_up_waiting(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def give_up(work: Any, _seconds: float) -> Any:
        work.close()
        raise asyncio.TimeoutError

    visitor("POST", "/faults", {"name": "hang", "path": "/compute/*/servers"})
    monkeypatch.setattr("mini_nova_sandbox.page.exchange.asyncio.wait_for", give_up)
    body = {"user": "admin", "body": {"server": {}}}
    monkeypatch.setattr("mini_nova_sandbox.http.body.read", _read)
    assert visitor("POST", "/launches", body).json["failure"] == exchanges.NOT_ANSWERED


async def _read(chunks: Any) -> bytes:
    return b"".join([chunk async for chunk in chunks])


def test_no_fault_meets_the_page_itself(visitor: Visitor) -> None:
    visitor("POST", "/faults", {"name": "status", "path": "*", "count": 100})
    assert visitor("GET", "/session").status == 200


def test_servers_of_one_launch_share_its_request(api: Api, visitor: Visitor) -> None:
    exchange = visitor.launch(min_count=2, max_count=2)
    uuids = api.cloud.database.rows("SELECT uuid FROM instances")
    assert len(uuids) == 2
    for row in uuids:
        details = visitor("GET", f"/servers/{row['uuid']}").json
        assert details["exchange"] == exchange


def test_a_server_from_elsewhere_has_no_request(api: Api, visitor: Visitor) -> None:
    server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6"}
    answer = api("POST", "/compute/v2.1/servers", {"server": server})
    assert visitor.details({"answer": {"body": answer.json}})["exchange"] is None


def test_reboot_and_delete_are_requests_to_nova(api: Api, visitor: Visitor) -> None:
    exchange = visitor.launch("demo")
    uuid = exchange["answer"]["body"]["server"]["id"]
    early = visitor("POST", f"/servers/{uuid}/reboot").json
    assert early["answer"]["status"] == 409  # it is still building
    api.work()
    reboot = visitor("POST", f"/servers/{uuid}/reboot").json
    assert reboot["request"]["body"] == {"reboot": {"type": "HARD"}}
    assert reboot["answer"]["status"] == 202
    api.work()
    delete = visitor("DELETE", f"/servers/{uuid}").json
    assert (delete["request"]["method"], delete["answer"]["status"]) == ("DELETE", 204)
    api.work()
    details = visitor.details(exchange)
    assert details["is_deleted"]
    assert details["server"]["status"] == "DELETED"
    assert visitor("DELETE", f"/servers/{uuid}").json["answer"]["status"] == 404
    assert visitor("GET", "/servers/unknown").status == 404


def test_no_secret_is_in_any_answer(api: Api, visitor: Visitor) -> None:
    exchange = visitor.launch(adminPass="canary-password")
    api.work()
    text = json.dumps([exchange, visitor.details(exchange)])
    assert "canary-password" not in text
