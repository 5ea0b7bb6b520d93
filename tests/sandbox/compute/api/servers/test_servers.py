"""Servers over the API: create, list, update and delete."""

from __future__ import annotations

import base64

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, IMAGE, NEWEST, boot, list_names, path_of, show

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIbXkJWM9tG6sHRJKpUv5bwVE3BmGU1E2eZYwSTmSVQW me"
USER_DATA = base64.b64encode(b"#!/bin/sh").decode()
SERVER = {
    "name": "vm",
    "imageRef": IMAGE,
    "flavorRef": "6",
    "networks": "auto",
    "key_name": "k",
    "user_data": USER_DATA,
    "config_drive": True,
    "metadata": {"a": "b"},
    "tags": ["t"],
    "description": "d",
    "hostname": "host-1",
    "adminPass": "secret",
    "availability_zone": "nova",
    "accessIPv4": "192.0.2.1",
    "accessIPv6": "2001:db8::1",
    "OS-DCF:diskConfig": "AUTO",
    "trusted_image_certificates": ["c1"],
    "host": "compute2",
    "security_groups": [{"name": "default"}],
    "block_device_mapping_v2": [
        {"boot_index": 0, "uuid": IMAGE, "source_type": "image", "destination_type": "local"},
        {
            "boot_index": -1,
            "source_type": "blank",
            "destination_type": "volume",
            "volume_size": 3,
            "tag": "data",
        },
        {
            "boot_index": -1,
            "source_type": "blank",
            "destination_type": "local",
            "guest_format": "swap",
        },
    ],
}


def test_create_keeps_every_member(api: Api) -> None:
    keypair = {"keypair": {"name": "k", "public_key": KEY}}
    assert api("POST", f"{BASE}/os-keypairs", keypair).status == 200
    group = {"server_group": {"name": "g", "policy": "soft-affinity"}}
    answer = api("POST", f"{BASE}/os-server-groups", group, version=NEWEST)
    group_id = answer.json["server_group"]["id"]
    body = {"server": SERVER, "os:scheduler_hints": {"group": group_id}}
    answer = api("POST", f"{BASE}/servers", body, version=NEWEST)
    assert answer.status == 202, answer.content
    assert answer.json["server"]["adminPass"] == "secret"
    api.work()
    server = show(api, answer.json["server"]["id"])
    expected = {
        "status": "ACTIVE",
        "key_name": "k",
        "metadata": {"a": "b"},
        "tags": ["t"],
        "description": "d",
        "config_drive": "True",
        "OS-EXT-SRV-ATTR:hostname": "host-1",
        "accessIPv4": "192.0.2.1",
        "accessIPv6": "2001:db8::1",
        "OS-DCF:diskConfig": "AUTO",
        "trusted_image_certificates": ["c1"],
        "OS-EXT-SRV-ATTR:host": "compute2",
        "OS-EXT-SRV-ATTR:user_data": USER_DATA,
        "server_groups": [group_id],
        "pinned_availability_zone": "nova",
        "OS-EXT-SRV-ATTR:root_device_name": "/dev/vda",
    }
    assert {name: server[name] for name in expected} == expected
    assert len(server["os-extended-volumes:volumes_attached"]) == 1


def test_an_update_changes_what_it_names(api: Api) -> None:
    uuid = boot(api)
    body = {"server": {"name": "new", "accessIPv4": "192.0.2.9", "OS-DCF:diskConfig": "AUTO"}}
    answer = api("PUT", f"{BASE}/servers/{uuid}", body, version=NEWEST)
    assert answer.status == 200, answer.content
    server = show(api, uuid)
    assert server["name"] == "new"
    assert server["accessIPv4"] == "192.0.2.9"
    assert server["OS-DCF:diskConfig"] == "AUTO"
    body = {"server": {"accessIPv4": "2001:db8::1"}}
    assert api("PUT", f"{BASE}/servers/{uuid}", body).status == 400


@pytest.mark.parametrize(
    ("version", "members"),
    [
        ("2.1", set()),
        ("2.9", {"locked"}),
        ("2.26", {"locked", "description", "tags"}),
        ("2.73", {"locked", "description", "tags", "server_groups", "locked_reason"}),
        ("2.75", {"locked", "description", "tags", "server_groups", "key_name"}),
    ],
)
def test_an_update_answers_more_with_each_microversion(
    api: Api, version: str, members: set[str]
) -> None:
    uuid = boot(api)
    body = {"server": {"name": "new"}}
    server = api("PUT", f"{BASE}/servers/{uuid}", body, version=version).json["server"]
    later_members = {"locked", "description", "tags", "server_groups", "locked_reason", "key_name"}
    assert members <= set(server)
    if version < "2.75":
        assert set(server) & later_members == members


def test_lists_come_in_pages_with_links(api: Api) -> None:
    for number in range(5):
        boot(api, f"vm{number}", finish=False)
    names: list[str] = []
    url = f"{BASE}/servers/detail?limit=2"
    for _ in range(3):
        page = api("GET", url).json
        names += [server["name"] for server in page["servers"]]
        if "servers_links" not in page:
            break
        url = path_of(page["servers_links"][0]["href"])
        assert "limit=2" in url
    assert names == ["vm4", "vm3", "vm2", "vm1", "vm0"]
    assert api("GET", f"{BASE}/servers?marker=nowhere").status == 400


def test_admins_who_ask_see_deleted_servers(api: Api) -> None:
    uuid = boot(api)
    assert api("DELETE", f"{BASE}/servers/{uuid}").status == 204
    api.work()
    assert list_names(api, "") == []
    assert list_names(api, "deleted=1") == ["vm"]
    (server,) = api("GET", f"{BASE}/servers/detail?changes-since=2020-01-01").json["servers"]
    assert server["status"] == "DELETED"
    assert server["OS-SRV-USG:terminated_at"] is not None
    path = f"{BASE}/servers/{uuid}/os-instance-actions"
    actions = api("GET", path, version=NEWEST).json["instanceActions"]
    assert [action["action"] for action in actions] == ["delete", "create"]
    assert api("GET", path, version="2.20").status == 404
