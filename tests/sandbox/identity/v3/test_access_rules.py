"""Access rules of application credentials, which every service enforces."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.http.access_rules import AccessRule
from tests.sandbox.asgi_client import Api
from tests.sandbox.identity.logins import authenticate, with_token

SERVERS = {"service": "compute", "method": "GET", "path": "/v2.1/servers"}
FLAVOR = {"service": "compute", "method": "GET", "path": "/v2.1/flavors/{id}"}
PROJECTS = {"service": "identity", "method": "GET", "path": "/v3/projects/*"}


@pytest.fixture
def base(api: Api) -> str:
    (user,) = api("GET", "/identity/v3/users?name=demo").json["users"]
    return f"/identity/v3/users/{user['id']}"


def create(api: Api, base: str, name: str, rules: list[dict[str, str]]) -> dict[str, Any]:
    body = {"application_credential": {"name": name, "access_rules": rules}}
    answer = api("POST", f"{base}/application_credentials", body, user="demo")
    assert answer.status == 201, answer.content
    credential: dict[str, Any] = answer.json["application_credential"]
    return credential


def token_of(api: Api, credential: dict[str, Any]) -> str:
    reference = {name: credential[name] for name in ("id", "secret")}
    identity = {"methods": ["application_credential"], "application_credential": reference}
    return authenticate(api, identity).headers["x-subject-token"]


def test_a_token_sends_what_its_rules_allow(api: Api, base: str) -> None:
    token = token_of(api, create(api, base, "ci", [SERVERS, FLAVOR, PROJECTS]))
    (project,) = api("GET", "/identity/v3/auth/projects", user="demo").json["projects"]
    calls = {
        ("GET", "/compute/v2.1/servers"): 200,
        ("GET", "/compute//v2.1//servers"): 200,
        ("GET", "/compute/v2.1/flavors/6"): 200,
        ("GET", f"/identity/v3/projects/{project['id']}"): 200,
        ("POST", "/compute/v2.1/servers"): 401,
        ("HEAD", "/compute/v2.1/servers"): 401,
        ("GET", "/compute/v2.1/servers/detail"): 401,
        ("GET", "/compute/v2.1/flavors"): 401,
        ("GET", "/identity/v3/auth/projects"): 401,
        ("GET", "/network/v2.0/networks"): 401,
        ("GET", "/image/v2/images"): 401,
        ("GET", "/volume/v3/volumes"): 401,
    }
    for (method, path), status in calls.items():
        assert with_token(api, token, method, path).status == status, (method, path)


def test_a_credential_without_rules_sends_nothing(api: Api, base: str) -> None:
    token = token_of(api, create(api, base, "ci", []))
    assert with_token(api, token, "GET", "/compute/v2.1/servers").status == 401


def test_a_token_with_rules_is_shown_to_those_who_enforce_them(api: Api, base: str) -> None:
    token = token_of(api, create(api, base, "ci", [SERVERS]))
    headers = {"X-Subject-Token": token, "Openstack-Identity-Access-Rules": "1.0"}
    path = "/identity/v3/auth/tokens"
    shown = with_token(api, token, "GET", path, **headers).json["token"]
    (rule,) = shown["application_credential"]["access_rules"]
    assert {name: rule[name] for name in SERVERS} == SERVERS
    assert with_token(api, token, "GET", path, **{"X-Subject-Token": token}).status == 404


def test_rules_are_shared_and_outlive_their_credentials(api: Api, base: str) -> None:
    first = create(api, base, "a", [SERVERS])
    (rule,) = first["access_rules"]
    second = create(api, base, "b", [SERVERS, {"id": rule["id"]}])
    assert {item["id"] for item in second["access_rules"]} == {rule["id"]}
    path = f"{base}/access_rules/{rule['id']}"
    assert api("DELETE", path, user="demo").status == 403
    for credential in (first, second):
        api("DELETE", f"{base}/application_credentials/{credential['id']}", user="demo")
    assert api("GET", path, user="demo").json["access_rule"]["path"] == SERVERS["path"]
    rules = api("GET", f"{base}/access_rules?service=compute", user="demo").json["access_rules"]
    assert [item["id"] for item in rules] == [rule["id"]]
    assert api("DELETE", path, user="demo").status == 204
    assert api("GET", path, user="demo").status == 404


def test_rules_are_their_user_s_alone(api: Api, base: str) -> None:
    create(api, base, "a", [SERVERS])
    assert api("GET", f"{base}/access_rules").status == 403


@pytest.mark.parametrize(
    "rule",
    [
        {"service": "compute", "method": "GET"},
        {"service": "compute", "method": "LOOK", "path": "/x"},
        {"service": "compute", "method": "GET", "path": "x"},
    ],
)
def test_a_rule_is_whole(api: Api, base: str, rule: dict[str, str]) -> None:
    body = {"application_credential": {"name": "x", "access_rules": [rule]}}
    assert api("POST", f"{base}/application_credentials", body, user="demo").status == 400


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/v2.1/servers", "/v2.1/servers", True),
        ("/v2.1/servers", "/v2x1/servers", False),
        ("/v2.1/*", "/v2.1/servers", True),
        ("/v2.1/*", "/v2.1/servers/detail", False),
        ("/v2.1/*/action", "/v2.1/servers/action", True),
        ("/v2.1/**", "/v2.1/servers/detail", True),
        ("/v2.1/servers/{server_id}/ips", "/v2.1/servers/abc/ips", True),
        ("/v2.1/servers/{server_id}", "/v2.1/servers/abc/ips", False),
        ("/a{b", "/a{b", True),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    rule = AccessRule("compute", "GET", pattern)
    assert rule.allows(("compute",), "GET", path) == matches
