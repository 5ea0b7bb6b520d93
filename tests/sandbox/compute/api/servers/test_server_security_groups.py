"""The security groups of a server are those of its ports."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api import steps
from tests.sandbox.compute.api.steps import BASE


def names(api: Api, server_id: str) -> list[str]:
    """The names of a server's groups, as the server shows them."""
    server = api("GET", f"{BASE}/servers/{server_id}").json["server"]
    return [group["name"] for group in server.get("security_groups", ())]


def post(api: Api, resource: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """Create something of the network service."""
    path = f"/network/v2.0/{resource.replace('_', '-')}s"
    created: dict[str, Any] = api("POST", path, {resource: attributes}).json[resource]
    return created


@pytest.fixture
def group(api: Api) -> dict[str, Any]:
    return post(api, "security_group", {"name": "web"})


def act(api: Api, server_id: str, action: str, name: str) -> int:
    path = f"{BASE}/servers/{server_id}/action"
    return int(api("POST", path, {action: {"name": name}}).status)


def test_groups_come_and_go_by_name_or_id(api: Api, group: dict[str, Any]) -> None:
    server_id = steps.boot(api)
    assert names(api, server_id) == ["default"]
    assert act(api, server_id, "addSecurityGroup", group["id"]) == 202
    assert act(api, server_id, "addSecurityGroup", "web") == 400
    assert sorted(names(api, server_id)) == ["default", "web"]
    assert act(api, server_id, "removeSecurityGroup", "default") == 202
    assert names(api, server_id) == ["web"]
    assert act(api, server_id, "removeSecurityGroup", group["id"]) == 202
    assert act(api, server_id, "removeSecurityGroup", "web") == 404
    assert names(api, server_id) == []


def test_a_port_that_was_there_keeps_its_groups(api: Api, group: dict[str, Any]) -> None:
    network_id = api.cloud.database.value("SELECT id FROM networks WHERE name = 'bss1173'")
    port = post(api, "port", {"network_id": network_id, "security_groups": [group["id"]]})
    server_id = steps.boot(api, networks=[{"port": port["id"]}])
    assert names(api, server_id) == ["web"]
    path = f"/network/v2.0/ports/{port['id']}"
    assert api("PUT", path, {"port": {"security_groups": []}}).status == 200
    assert names(api, server_id) == []
    assert act(api, server_id, "addSecurityGroup", "web") == 202
    shown = api("GET", path).json["port"]
    assert shown["security_groups"] == [group["id"]]
