"""Who sees what of the network service, who may do what, and how much."""

from __future__ import annotations

import pytest

from mini_nova_sandbox.identity import tokens
from tests.sandbox.asgi_client import Api, send
from tests.sandbox.network.cloud_network import ROOT, made, network_id, project, refused


def test_another_project_s_things_are_not_there(api: Api) -> None:
    network = made(api, "network", name="own")["id"]
    subnet = made(api, "subnet", network_id=network, cidr="10.50.0.0/28")["id"]
    port = made(api, "port", network_id=network)["id"]
    group = made(api, "security_group", name="g")
    floating = made(api, "floatingip", floating_network_id=network_id(api, "public"))["id"]
    rule = group["security_group_rules"][0]["id"]
    things = {
        "networks": network,
        "subnets": subnet,
        "ports": port,
        "security-groups": group["id"],
        "floatingips": floating,
        "security-group-rules": rule,
    }
    for path, identifier in things.items():
        for method in ("GET", "DELETE"):
            assert api(method, f"{ROOT}/{path}/{identifier}", user="demo").status == 404, path
            assert api("GET", f"{ROOT}/{path}/{identifier}").status == 200
        listed = api("GET", f"{ROOT}/{path}", user="demo").json[path.replace("-", "_")]
        assert identifier not in [one["id"] for one in listed]
    assert refused(api, "port", user="demo", network_id=network) == (404, "NetworkNotFound")


def test_shared_networks_are_seen_not_changed(api: Api) -> None:
    names = {one["name"] for one in api("GET", f"{ROOT}/networks", user="demo").json["networks"]}
    assert names == {"bss1173", "public"}
    path = f"{ROOT}/networks/{network_id(api, 'bss1173')}"
    for method, body in (("PUT", {"network": {"name": "x"}}), ("DELETE", None)):
        assert api(method, path, body, user="demo").status == 403
    subnet = {"network_id": network_id(api, "bss1173"), "cidr": "10.9.0.0/24"}
    assert refused(api, "subnet", user="demo", **subnet) == (403, "PolicyNotAuthorized")


def test_what_only_admins_see_and_do(api: Api) -> None:
    shown = api("GET", f"{ROOT}/networks?name=bss1173").json["networks"][0]
    hidden = api("GET", f"{ROOT}/networks?name=bss1173", user="demo").json["networks"][0]
    assert set(shown) - set(hidden) == {
        "provider:network_type",
        "provider:physical_network",
        "provider:segmentation_id",
    }
    for given in (
        {"shared": True},
        {"router:external": True},
        {"provider:network_type": "flat"},
        {"project_id": "x"},
    ):
        assert refused(api, "network", user="demo", **given) == (403, "PolicyNotAuthorized")
    assert refused(api, "port", user="demo", network_id=network_id(api, "public")) == (
        403,
        "PolicyNotAuthorized",
    )
    quotas = f"{ROOT}/quotas/{project(api.cloud.database, 'demo')}"
    assert api("PUT", quotas, {"quota": {"port": 1}}, user="demo").status == 403
    assert api("GET", f"{ROOT}/quotas", user="demo").status == 403
    assert api("GET", f"{ROOT}/quotas/{project(api.cloud.database)}", user="demo").status == 403


def test_a_token_without_a_project_owns_nothing(api: Api) -> None:
    database = api.cloud.database
    made(
        api, "floatingip", floating_network_id=network_id(api, "public")
    )  # whose holding port has no project
    with database.transaction():
        user = database.value("SELECT id FROM users WHERE name = 'demo'")
        token = tokens.issue(api.cloud, user, tokens.Scope("unscoped"), ["password"])[0]
    headers = {"X-Auth-Token": token}
    assert send(api.app, "GET", f"{ROOT}/ports", headers=headers).json == {"ports": []}
    assert (
        send(api.app, "POST", f"{ROOT}/networks", {"network": {"name": "x"}}, headers).status == 400
    )


def test_a_quota_is_an_end(api: Api) -> None:
    demo = project(api.cloud.database, "demo")
    path = f"{ROOT}/quotas/{demo}"
    assert (
        api("PUT", path, {"quota": {"network": 1, "floatingip": 0}}).json["quota"]["network"] == 1
    )
    made(api, "network", user="demo", name="first")
    assert refused(api, "network", user="demo", name="second") == (409, "OverQuota")
    assert refused(
        api, "floatingip", user="demo", floating_network_id=network_id(api, "public")
    ) == (409, "OverQuota")
    details = api("GET", f"{path}/details.json", user="demo").json["quota"]["network"]
    assert details == {"limit": 1, "used": 1, "reserved": 0}
    assert [one["project_id"] for one in api("GET", f"{ROOT}/quotas").json["quotas"]] == [demo]
    assert api("DELETE", path).status == 204
    assert api("GET", f"{ROOT}/quotas").json == {"quotas": []}
    made(api, "network", user="demo", name="second")


@pytest.mark.parametrize("path", ["", "/networks", "/extensions", "/quotas/x", "/nowhere"])
def test_without_a_token_there_is_only_the_version_document(api: Api, path: str) -> None:
    assert api("GET", f"{ROOT}{path}", user="").status == 401
    assert api("GET", "/network/", user="").json["versions"][0]["id"] == "v2.0"
