"""What users see of the network service, what they may do, and how much of it."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.identity import tokens
from tests.sandbox.asgi_client import Api, send
from tests.sandbox.network.cloud_network import (
    ROOT,
    create,
    items,
    network_id,
    project_id,
    refusal,
)

DISALLOWED = (403, "PolicyNotAuthorized")


def test_another_project_s_resources_are_invisible(api: Api) -> None:
    network = create(api, "network", name="own")["id"]
    group = create(api, "security_group", name="g")
    public = network_id(api, "public")
    ids = {
        "networks": network,
        "subnets": create(api, "subnet", network_id=network, cidr="10.50.0.0/28")["id"],
        "ports": create(api, "port", network_id=network)["id"],
        "security-groups": group["id"],
        "floatingips": create(api, "floatingip", floating_network_id=public)["id"],
        "security-group-rules": group["security_group_rules"][0]["id"],
    }
    for collection, identifier in ids.items():
        path = f"{ROOT}/{collection}/{identifier}"
        for method in ("GET", "DELETE"):
            assert api(method, path, user="demo").status == 404, path
            assert api("GET", path).status == 200
        visible_ids = [item["id"] for item in items(api, collection, user="demo")]
        assert identifier not in visible_ids
    assert refusal(api, "port", user="demo", network_id=network) == (404, "NetworkNotFound")


def test_users_see_shared_networks_but_cannot_change_them(api: Api) -> None:
    names = {network["name"] for network in items(api, "networks", user="demo")}
    assert names == {"bss1173", "public"}
    shared = network_id(api, "bss1173")
    path = f"{ROOT}/networks/{shared}"
    assert api("PUT", path, {"network": {"name": "x"}}, user="demo").status == 403
    assert api("DELETE", path, user="demo").status == 403
    subnet = {"network_id": shared, "cidr": "10.9.0.0/24"}
    assert refusal(api, "subnet", user="demo", **subnet) == DISALLOWED


def test_only_admins_see_providers(api: Api) -> None:
    (full_view,) = items(api, "networks", "name=bss1173")
    (user_view,) = items(api, "networks", "name=bss1173", user="demo")
    assert set(full_view) - set(user_view) == {
        "provider:network_type",
        "provider:physical_network",
        "provider:segmentation_id",
    }


@pytest.mark.parametrize(
    "attributes",
    [
        {"shared": True},
        {"router:external": True},
        {"provider:network_type": "flat"},
        {"project_id": "x"},
    ],
)
def test_only_admins_set_these_attributes(api: Api, attributes: dict[str, Any]) -> None:
    assert refusal(api, "network", user="demo", **attributes) == DISALLOWED


def test_only_admins_use_external_networks_and_quotas(api: Api) -> None:
    database = api.cloud.database
    public = network_id(api, "public")
    assert refusal(api, "port", user="demo", network_id=public) == DISALLOWED
    own_quota = f"{ROOT}/quotas/{project_id(database, 'demo')}"
    foreign_quota = f"{ROOT}/quotas/{project_id(database)}"
    assert api("PUT", own_quota, {"quota": {"port": 1}}, user="demo").status == 403
    assert api("GET", f"{ROOT}/quotas", user="demo").status == 403
    assert api("GET", foreign_quota, user="demo").status == 403


def test_a_token_without_a_project_owns_nothing(api: Api) -> None:
    database = api.cloud.database
    # The port of a floating IP has no project either.
    create(api, "floatingip", floating_network_id=network_id(api, "public"))
    with database.transaction():
        user = database.value("SELECT id FROM users WHERE name = 'demo'")
        token = tokens.issue(api.cloud, user, tokens.Scope("unscoped"), ["password"])[0]
    headers = {"X-Auth-Token": token}
    assert send(api.app, "GET", f"{ROOT}/ports", headers=headers).json == {"ports": []}
    body = {"network": {"name": "x"}}
    assert send(api.app, "POST", f"{ROOT}/networks", body, headers).status == 400


def test_quotas(api: Api) -> None:
    demo = project_id(api.cloud.database, "demo")
    public = network_id(api, "public")
    path = f"{ROOT}/quotas/{demo}"
    over_quota = (409, "OverQuota")
    reply = api("PUT", path, {"quota": {"network": 1, "floatingip": 0}})
    assert reply.json["quota"]["network"] == 1
    create(api, "network", user="demo", name="first")
    assert refusal(api, "network", user="demo", name="second") == over_quota
    assert refusal(api, "floatingip", user="demo", floating_network_id=public) == over_quota
    details = api("GET", f"{path}/details.json", user="demo").json["quota"]["network"]
    assert details == {"limit": 1, "used": 1, "reserved": 0}
    assert [quota["project_id"] for quota in items(api, "quotas")] == [demo]
    assert api("DELETE", path).status == 204
    assert items(api, "quotas") == []
    create(api, "network", user="demo", name="second")


@pytest.mark.parametrize("path", ["", "/networks", "/extensions", "/quotas/x", "/nowhere"])
def test_only_the_version_document_needs_no_token(api: Api, path: str) -> None:
    assert api("GET", f"{ROOT}{path}", user="").status == 401
    assert api("GET", "/network/", user="").json["versions"][0]["id"] == "v2.0"
