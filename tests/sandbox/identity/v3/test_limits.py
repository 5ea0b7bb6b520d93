"""Limits, policies, consumers, EC2 keys, and the options of domains."""

from __future__ import annotations

import pytest

from tests.sandbox.asgi_client import Api

V3 = "/identity/v3"


@pytest.fixture
def compute(api: Api) -> str:
    (service,) = api("GET", f"{V3}/services?type=compute").json["services"]
    return str(service["id"])


def test_limits(api: Api, compute: str) -> None:
    registered = {"service_id": compute, "resource_name": "servers", "default_limit": 10}
    body = {"registered_limits": [registered]}
    (created,) = api("POST", f"{V3}/registered_limits", body).json["registered_limits"]
    assert api("POST", f"{V3}/registered_limits", body).status == 409
    (project,) = api("GET", f"{V3}/projects?name=demo").json["projects"]
    limit = {
        "service_id": compute,
        "project_id": project["id"],
        "resource_name": "servers",
        "resource_limit": 3,
    }
    assert api("POST", f"{V3}/limits", {"limits": [limit]}).status == 201
    assert api("POST", f"{V3}/limits", {"limits": [{**limit, "resource_name": "x"}]}).status == 403
    assert [row["resource_limit"] for row in api("GET", f"{V3}/limits").json["limits"]] == [3]
    own = api("GET", f"{V3}/limits", user="demo").json["limits"]
    assert [row["project_id"] for row in own] == [project["id"]]
    assert api("POST", f"{V3}/limits", {"limits": [limit]}, user="demo").status == 403
    path = f"{V3}/registered_limits/{created['id']}"
    assert api("DELETE", path).status == 403
    assert api("DELETE", f"{V3}/limits/{own[0]['id']}").status == 204
    assert api("PATCH", path, {"registered_limit": {"default_limit": 9}}).status == 200
    assert api("GET", path).json["registered_limit"]["default_limit"] == 9
    assert api("DELETE", path).status == 204


def test_policies_and_consumers(api: Api) -> None:
    body = {"policy": {"type": "application/json", "blob": "{}"}}
    policy = api("POST", f"{V3}/policies", body).json["policy"]
    changed = api("PATCH", f"{V3}/policies/{policy['id']}", {"policy": {"blob": "[]"}})
    assert changed.json["policy"]["blob"] == "[]"
    path = f"{V3}/OS-OAUTH1/consumers"
    consumer = api("POST", path, {"consumer": {"description": "d"}}).json["consumer"]
    assert consumer["secret"]
    shown = api("GET", f"{path}/{consumer['id']}").json["consumer"]
    assert shown == {name: shown[name] for name in ("id", "description", "links")}


def test_ec2_keys_are_credentials(api: Api) -> None:
    (user,) = api("GET", f"{V3}/users?name=demo").json["users"]
    path = f"{V3}/users/{user['id']}/credentials/OS-EC2"
    body = {"tenant_id": user["default_project_id"]}
    key = api("POST", path, body, user="demo").json["credential"]
    (credential,) = api("GET", f"{V3}/credentials?type=ec2", user="demo").json["credentials"]
    assert key["access"] in credential["blob"]
    assert api("GET", f"{path}/{key['access']}", user="demo").json["credential"] == key
    assert api("DELETE", f"{path}/{key['access']}", user="demo").status == 204
    assert api("GET", path, user="demo").json["credentials"] == []
    assert api("POST", path, {}, user="demo").status == 404


def test_options_of_a_domain(api: Api) -> None:
    path = f"{V3}/domains/default/config"
    config = {"ldap": {"url": "ldap://a.example", "password": "hidden-word"}}
    assert api("PUT", path, {"config": config}).status == 201
    assert api("GET", path).json["config"] == {"ldap": {"url": "ldap://a.example"}}
    assert api("PUT", path, {"config": config}).status == 200
    assert api("GET", f"{path}/ldap/url").json["config"] == {"url": "ldap://a.example"}
    body = {"config": {"url": "ldap://b.example"}}
    changed = api("PATCH", f"{path}/ldap/url", body).json["config"]
    assert changed == {"ldap": {"url": "ldap://b.example"}}
    assert api("PATCH", f"{path}/ldap/suffix", {"config": {"suffix": "x"}}).status == 404
    assert api("DELETE", f"{path}/ldap/url").status == 204
    assert api("GET", f"{path}/ldap/url").status == 404
    default = api("GET", f"{V3}/domains/config/ldap/url/default").json["config"]
    assert default == {"url": "ldap://localhost"}
    assert api("GET", f"{V3}/domains/config/nope/default").status == 403


def test_relics(api: Api) -> None:
    assert api("GET", f"{V3}/OS-SIMPLE-CERT/ca").status == 410
    assert api("GET", f"{V3}/auth/tokens/OS-PKI/revoked").status == 403
    assert api("GET", f"{V3}/OS-REVOKE/events").json["events"] == []
    assert api("GET", f"{V3}/OS-FEDERATION/mappings").json["mappings"] == []
