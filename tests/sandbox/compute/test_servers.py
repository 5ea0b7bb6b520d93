"""Servers over the API: what create takes, lists in pages and by filters, what each version and microversion shows."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.sandbox.asgi_client import Api

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
BASE = "/compute/v2.1"


def boot(api: Api, name: str = "vm", *, version: str = "", work: bool = True, **more: Any) -> str:
    """Boots one and gives its id."""
    if version >= "2.37":
        more.setdefault("networks", "auto")
    server = {"name": name, "imageRef": IMAGE, "flavorRef": "6", **more}
    answer = api("POST", f"{BASE}/servers", {"server": server}, version=version)
    assert answer.status == 202, answer.content
    if work:
        api.work()
    return str(answer.json["server"]["id"])


def shown(api: Api, uuid: str, version: str = "2.96", **more: Any) -> dict[str, Any]:
    server: dict[str, Any] = api("GET", f"{BASE}/servers/{uuid}", version=version, **more).json[
        "server"
    ]
    return server


def act(api: Api, uuid: str, body: dict[str, Any], version: str = "2.96", status: int = 202) -> Any:
    answer = api("POST", f"{BASE}/servers/{uuid}/action", body, version=version)
    assert answer.status == status, answer.content
    api.work()
    return answer.json if answer.content else None


def names(api: Api, query: str, version: str = "2.96") -> list[str]:
    answer = api("GET", f"{BASE}/servers?{query}", version=version)
    assert answer.status == 200, answer.content
    return [one["name"] for one in answer.json["servers"]]


def test_everything_that_boot_can_send_is_kept(api: Api) -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIbXkJWM9tG6sHRJKpUv5bwVE3BmGU1E2eZYwSTmSVQW me"
    assert (
        api("POST", f"{BASE}/os-keypairs", {"keypair": {"name": "k", "public_key": key}}).status
        == 200
    )
    group = api(
        "POST",
        f"{BASE}/os-server-groups",
        {"server_group": {"name": "g", "policy": "soft-affinity"}},
        version="2.96",
    )
    user_data = base64.b64encode(b"#!/bin/sh").decode()
    answer = api(
        "POST",
        f"{BASE}/servers",
        {
            "server": {
                "name": "vm",
                "imageRef": IMAGE,
                "flavorRef": "6",
                "networks": "auto",
                "key_name": "k",
                "user_data": user_data,
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
                    {
                        "boot_index": 0,
                        "uuid": IMAGE,
                        "source_type": "image",
                        "destination_type": "local",
                    },
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
                        "volume_size": 64,
                    },
                ],
            },
            "os:scheduler_hints": {"group": group.json["server_group"]["id"]},
        },
        version="2.96",
    )
    assert answer.status == 202, answer.content
    assert answer.json["server"]["adminPass"] == "secret"
    api.work()
    server = shown(api, answer.json["server"]["id"])
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
        "OS-EXT-SRV-ATTR:user_data": user_data,
        "server_groups": [group.json["server_group"]["id"]],
        "pinned_availability_zone": "nova",
        "OS-EXT-SRV-ATTR:root_device_name": "/dev/vda",
    }
    assert {name: server[name] for name in expected} == expected
    assert len(server["os-extended-volumes:volumes_attached"]) == 1


def test_lists_come_in_pages_with_links(api: Api) -> None:
    for number in range(5):
        boot(api, f"vm{number}", work=False)
    found: list[str] = []
    url = f"{BASE}/servers/detail?limit=2"
    for _ in range(3):
        answer = api("GET", url).json
        found += [one["name"] for one in answer["servers"]]
        if "servers_links" not in answer:
            break
        url = answer["servers_links"][0]["href"].split("8700", 1)[1]
        assert "limit=2" in url
    assert found == ["vm4", "vm3", "vm2", "vm1", "vm0"]
    assert api("GET", f"{BASE}/servers?marker=nowhere").status == 400


@pytest.mark.parametrize(
    "keys",
    ["display_name:asc", "display_name:desc", "created_at:asc", "task_state:asc,display_name:asc"],
)
def test_pages_keep_any_order(api: Api, keys: str) -> None:
    for name in ("b", "a", "d", "c"):
        boot(api, name, work=name in "ad")
    order = "&".join(
        f"sort_key={key}&sort_dir={way}" for key, way in (one.split(":") for one in keys.split(","))
    )
    whole = names(api, order)
    walked: list[str] = []
    marker = ""
    while True:
        page = api("GET", f"{BASE}/servers?{order}&limit=1{marker}").json["servers"]
        if not page:
            break
        walked.append(page[0]["name"])
        marker = f"&marker={page[0]['id']}"
    assert walked == whole
    assert sorted(whole) == ["a", "b", "c", "d"]


def test_filters(api: Api) -> None:
    one, two = boot(api, "web-1", version="2.52", tags=["x", "y"]), boot(api, "db_1")
    act(api, two, {"os-stop": None})
    boot(api, "web-2", work=False)
    assert names(api, "status=ACTIVE") == ["web-1"]
    assert names(api, "status=SHUTOFF") == ["db_1"]
    assert names(api, "status=BUILD") == ["web-2"]
    assert names(api, "status=nonsense") == []
    assert sorted(names(api, "name=web")) == ["web-1", "web-2"]
    assert names(api, "name=%5Eweb-1%24") == ["web-1"]
    assert names(api, "name=db.1") == ["db_1"]
    assert names(api, "name=_") == ["db_1"]
    assert names(api, f"uuid={one}") == ["web-1"]
    assert names(api, "tags=x,y") == ["web-1"]
    assert sorted(names(api, "not-tags=x")) == ["db_1", "web-2"]
    assert names(api, "ip=10.0.0.2") == ["web-1"]
    assert names(api, "changes-since=2999-01-01T00:00:00Z") == []
    assert api("GET", f"{BASE}/servers?unknown=1", version="2.96").status == 400
    assert len(names(api, "unknown=1", version="2.1")) == 3


def test_the_deleted_are_there_for_admins_who_ask(api: Api) -> None:
    uuid = boot(api)
    assert api("DELETE", f"{BASE}/servers/{uuid}").status == 204
    api.work()
    assert names(api, "") == []
    assert names(api, "deleted=1") == ["vm"]
    (server,) = api("GET", f"{BASE}/servers/detail?changes-since=2020-01-01").json["servers"]
    assert (server["status"], server["OS-SRV-USG:terminated_at"] is None) == ("DELETED", False)
    actions = api("GET", f"{BASE}/servers/{uuid}/os-instance-actions", version="2.96").json[
        "instanceActions"
    ]
    assert [one["action"] for one in actions] == ["delete", "create"]


def test_quotas_are_enforced(api: Api) -> None:
    project = api.cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    assert (
        api(
            "PUT", f"{BASE}/os-quota-sets/{project}", {"quota_set": {"instances": 2, "cores": 2}}
        ).status
        == 200
    )
    boot(api)
    body = {
        "server": {
            "name": "many",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "min_count": 2,
            "max_count": 2,
        }
    }
    answer = api("POST", f"{BASE}/servers", body)
    assert answer.status == 403
    assert answer.json["forbidden"]["message"] == (
        "Quota exceeded for instances, cores: Requested 2, 2, but already used 1, 1 of 2, 2 instances, cores"
    )
    body["server"]["min_count"] = 1
    assert api("POST", f"{BASE}/servers", body).status == 202
    assert sorted(names(api, "")) == ["many-1", "vm"]
    limits = api("GET", f"{BASE}/limits").json["limits"]["absolute"]
    assert (limits["totalInstancesUsed"], limits["maxTotalInstances"]) == (2, 2)
    assert (
        api("PUT", f"{BASE}/os-quota-sets/{project}", {"quota_set": {"instances": 1}}).status == 400
    )


@pytest.mark.parametrize("version", ["v1.1", "v2"])
def test_the_old_apis_have_the_project_in_the_path(api: Api, version: str) -> None:
    project = api.cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    base = f"/compute/{version}/{project}"
    body = {
        "server": {
            "name": "vm",
            "imageRef": f"http://x/images/{IMAGE}",
            "flavorRef": "6",
            "unknown": 1,
        }
    }
    body["server"]["imageRef"] = IMAGE
    answer = api("POST", f"{base}/servers", body)
    assert answer.status == 202, answer.content
    assert "openstack-api-version" not in answer.headers
    assert answer.json["server"]["links"][0]["href"].startswith(
        f"http://127.0.0.1:8700{base}/servers/"
    )
    assert api("GET", f"{base}/servers/detail").json["servers"][0]["flavor"]["id"] == "6"
    assert api("GET", f"/compute/{version}/{'0' * 32}/servers").status == 400
    assert api("GET", f"/compute/{version}/servers").status == 400
    assert api("GET", f"/compute/{version}/", user="").json["version"]["status"] == "DEPRECATED"


def test_the_version_asked_for_is_the_version_answered(api: Api) -> None:
    answer = api("GET", f"{BASE}/servers", headers={"X-OpenStack-Nova-API-Version": "2.40"})
    assert answer.headers["x-openstack-nova-api-version"] == "2.40"
    assert (
        api("GET", f"{BASE}/servers", version="latest").headers["openstack-api-version"]
        == "compute 2.96"
    )
    assert api("GET", f"{BASE}/servers", version="2.97").status == 406
    assert api("GET", f"{BASE}/servers", version="two").status == 400
    assert api("GET", f"{BASE}/images", version="2.36").status == 404
    assert api("GET", f"{BASE}/images", version="2.35").status == 200


def test_resize_holds_both_places_until_it_is_confirmed(api: Api) -> None:
    uuid = boot(api)
    act(api, uuid, {"resize": {"flavorRef": "2"}})
    assert (shown(api, uuid)["status"], shown(api, uuid)["flavor"]["original_name"]) == (
        "VERIFY_RESIZE",
        "m1.small",
    )
    assert (
        api("GET", f"{BASE}/os-hypervisors/statistics").json["hypervisor_statistics"][
            "memory_mb_used"
        ]
        == 2560
    )
    act(api, uuid, {"revertResize": None})
    assert (shown(api, uuid)["status"], shown(api, uuid)["flavor"]["original_name"]) == (
        "ACTIVE",
        "testflav",
    )
    act(api, uuid, {"os-stop": None})
    act(api, uuid, {"resize": {"flavorRef": "2"}})
    act(api, uuid, {"confirmResize": None}, status=204)
    assert (shown(api, uuid)["status"], shown(api, uuid)["flavor"]["ram"]) == ("SHUTOFF", 2048)
    assert (
        api("GET", f"{BASE}/os-hypervisors/statistics").json["hypervisor_statistics"][
            "memory_mb_used"
        ]
        == 2048
    )
    assert act(api, uuid, {"resize": {"flavorRef": "2"}}, status=400)


def test_a_resize_that_fits_nowhere_leaves_the_server_as_it_is(api: Api) -> None:
    huge = {"flavor": {"name": "huge", "id": "huge", "ram": 10**6, "vcpus": 1, "disk": 1}}
    assert api("POST", f"{BASE}/flavors", huge).status == 200
    uuid = boot(api)
    act(api, uuid, {"resize": {"flavorRef": "huge"}})
    assert (shown(api, uuid)["status"], shown(api, uuid)["flavor"]["original_name"]) == (
        "ACTIVE",
        "testflav",
    )
    (action, _) = api("GET", f"{BASE}/servers/{uuid}/os-instance-actions").json["instanceActions"]
    assert (action["action"], action["message"]) == ("resize", "Error")


def test_a_locked_server_is_left_alone_by_its_users(api: Api) -> None:
    server = {"server": {"name": "vm", "imageRef": IMAGE, "flavorRef": "6"}}
    uuid = api("POST", f"{BASE}/servers", server, user="demo").json["server"]["id"]
    api.work()
    path = f"{BASE}/servers/{uuid}"
    assert (
        api(
            "POST",
            f"{path}/action",
            {"lock": {"locked_reason": "mine"}},
            user="demo",
            version="2.73",
        ).status
        == 202
    )
    assert api("POST", f"{path}/action", {"os-stop": None}, user="demo").status == 409
    assert api("DELETE", path, user="demo").status == 409
    assert api("GET", path, user="demo", version="2.73").json["server"]["locked_reason"] == "mine"
    assert api("POST", f"{path}/action", {"unlock": None}, user="demo").status == 202
    assert api("DELETE", path, user="demo").status == 204


def test_anti_affinity_keeps_servers_apart(api: Api) -> None:
    group = api(
        "POST",
        f"{BASE}/os-server-groups",
        {"server_group": {"name": "g", "policies": ["anti-affinity"]}},
    )
    hint = {"group": group.json["server_group"]["id"]}
    for number in range(3):
        body = {
            "server": {"name": f"vm{number}", "imageRef": IMAGE, "flavorRef": "6"},
            "os:scheduler_hints": hint,
        }
        assert api("POST", f"{BASE}/servers", body).status == 202
    api.work()
    found = api("GET", f"{BASE}/servers/detail?sort_key=display_name&sort_dir=asc").json["servers"]
    assert [one["status"] for one in found] == ["ACTIVE", "ACTIVE", "ERROR"]
    assert len({one["OS-EXT-SRV-ATTR:host"] for one in found[:2]}) == 2
    members = api("GET", f"{BASE}/os-server-groups/{hint['group']}").json["server_group"]["members"]
    assert len(members) == 3


def test_a_disabled_host_gets_nothing(api: Api) -> None:
    services = api("GET", f"{BASE}/os-services?binary=nova-compute", version="2.53").json[
        "services"
    ]
    for service in services:
        assert (
            api(
                "PUT", f"{BASE}/os-services/{service['id']}", {"status": "disabled"}, version="2.53"
            ).status
            == 200
        )
    uuid = boot(api)
    assert "No valid host" in shown(api, uuid)["fault"]["message"]


def test_snapshots_become_images(api: Api) -> None:
    uuid = boot(api)
    made = act(api, uuid, {"createImage": {"name": "snap", "metadata": {"k": "v"}}})["image_id"]
    image = api("GET", f"/image/v2/images/{made}").json
    assert (image["status"], image["name"], image["visibility"], image["k"]) == (
        "active",
        "snap",
        "private",
        "v",
    )
    assert image["size"] == len(api("GET", f"/image/v2/images/{made}/file").content) > 0
    again = boot(api, "again")
    assert shown(api, again)["status"] == "ACTIVE"


def test_rescue_and_rebuild_answer_a_password(api: Api) -> None:
    uuid = boot(api)
    assert act(api, uuid, {"rescue": {"adminPass": "p"}}, status=200) == {"adminPass": "p"}
    assert shown(api, uuid)["status"] == "RESCUE"
    act(api, uuid, {"unrescue": None})
    answer = act(api, uuid, {"rebuild": {"imageRef": IMAGE, "name": "new", "metadata": {"q": "r"}}})
    assert answer["server"]["adminPass"]
    server = shown(api, uuid)
    assert (server["name"], server["metadata"], server["status"]) == ("new", {"q": "r"}, "ACTIVE")


def test_a_floating_ip_shows_in_the_servers_addresses(api: Api) -> None:
    uuid = boot(api)
    public = api("GET", "/network/v2.0/networks?name=public").json["networks"][0]["id"]
    port = api("GET", f"/network/v2.0/ports?device_id={uuid}").json["ports"][0]["id"]
    made = api(
        "POST",
        "/network/v2.0/floatingips",
        {"floatingip": {"floating_network_id": public, "port_id": port}},
    )
    floating = made.json["floatingip"]["floating_ip_address"]
    addresses = shown(api, uuid)["addresses"]["bss1173"]
    assert [(one["addr"], one["OS-EXT-IPS:type"]) for one in addresses] == [
        ("10.0.0.2", "fixed"),
        (floating, "floating"),
    ]
    assert api("DELETE", f"{BASE}/servers/{uuid}").status == 204
    api.work()
    assert api("GET", "/network/v2.0/floatingips").json["floatingips"][0]["port_id"] is None


def test_interfaces_come_and_go(api: Api) -> None:
    uuid = boot(api)
    network = api("POST", "/network/v2.0/networks", {"network": {"name": "n"}}).json["network"][
        "id"
    ]
    subnet = {"network_id": network, "cidr": "10.8.0.0/29", "ip_version": 4}
    assert api("POST", "/network/v2.0/subnets", {"subnet": subnet}).status == 201
    path = f"{BASE}/servers/{uuid}/os-interface"
    body = {"interfaceAttachment": {"net_id": network, "fixed_ips": [{"ip_address": "10.8.0.5"}]}}
    made = api("POST", path, body)
    assert made.status == 200, made.content
    assert [one["addr"] for one in shown(api, uuid)["addresses"]["n"]] == ["10.8.0.5"]
    assert api("POST", path, body).status == 400  # taken
    assert api("DELETE", f"{path}/{made.json['interfaceAttachment']['port_id']}").status == 202
    assert "n" not in shown(api, uuid)["addresses"]


def test_usage_counts_what_lived(api: Api) -> None:
    uuid = boot(api)
    project = shown(api, uuid)["tenant_id"]
    usage = api("GET", f"{BASE}/os-simple-tenant-usage/{project}").json["tenant_usage"]
    assert [one["instance_id"] for one in usage["server_usages"]] == [uuid]
    assert usage["total_hours"] > 0
    assert (
        api(
            "GET", f"{BASE}/os-simple-tenant-usage/{project}?start=2030-01-01&end=2020-01-01"
        ).status
        == 400
    )


def test_a_keypair_that_is_made_here_is_a_pair(api: Api) -> None:
    from cryptography.hazmat.primitives import serialization

    made = api("POST", f"{BASE}/os-keypairs", {"keypair": {"name": "k"}}).json["keypair"]
    private = serialization.load_pem_private_key(made["private_key"].encode(), None)
    public = private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    assert made["public_key"].startswith(public.decode())
    assert "private_key" not in api("GET", f"{BASE}/os-keypairs/k").json["keypair"]
    assert api("GET", f"{BASE}/os-keypairs", user="demo").json["keypairs"] == []
    assert (
        api("POST", f"{BASE}/os-keypairs", {"keypair": {"name": "k2"}}, version="2.92").status
        == 400
    )


@pytest.mark.parametrize("length", [0, 1, 3, 10_000])
def test_the_console_is_as_long_as_asked(api: Api, length: int) -> None:
    uuid = boot(api)
    whole = act(api, uuid, {"os-getConsoleOutput": {}}, status=200)["output"].split("\n")
    part = act(api, uuid, {"os-getConsoleOutput": {"length": length}}, status=200)["output"]
    assert part == ("\n".join(whole[-length:]) if length else "")
    assert whole[-1] == "vm login: "


@pytest.mark.parametrize("version", ["v1.1", "v2", "v2.1"])
def test_a_project_alone_is_no_resource(api: Api, version: str) -> None:
    project = api.cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    assert api("GET", f"/compute/{version}/{project}/").status == 404
