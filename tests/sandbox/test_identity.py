"""The three identity protocols: what a login gives in each, what is refused, and that revocation works at once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.identity.v2 import _format_authenticate
from tests.sandbox.asgi_client import PASSWORDS, Api, Reply

DEMO = {"name": "demo", "domain": {"name": "Default"}}


def login(api: Api, user: dict[str, Any], password: str, scope: Any = None) -> Reply:
    identity = {"methods": ["password"], "password": {"user": {**user, "password": password}}}
    auth = {"identity": identity, **({"scope": scope} if scope is not None else {})}
    return api("POST", "/identity/v3/auth/tokens", {"auth": auth}, user="")


def with_token(
    api: Api, token: str, method: str, path: str, body: Any = None, **headers: str
) -> Reply:
    return api(method, path, body, user="", headers={"X-Auth-Token": token, **headers})


def test_v1_gives_a_token_and_where_compute_is(api: Api) -> None:
    headers = {"X-Auth-User": "demo", "X-Auth-Key": "demo-secret", "X-Auth-Project-Id": "demo"}
    answer = api("GET", "/identity/v1.1", user="", headers=headers)
    assert (answer.status, answer.content) == (204, b"")
    management = answer.headers["x-server-management-url"]
    assert "/compute/v1.1/" in management
    path = management.split("8700", 1)[1]
    assert with_token(
        api, answer.headers["x-auth-token"], "GET", f"{path}/servers/detail"
    ).json == {"servers": []}
    assert (
        api("GET", "/identity/v1.1", user="", headers={**headers, "X-Auth-Key": "wrong"}).status
        == 401
    )
    assert (
        api(
            "GET", "/identity/v1.1", user="", headers={**headers, "X-Auth-Project-Id": "admin"}
        ).status
        == 401
    )
    moved = api("GET", "/identity/v1.0", user="", headers=headers)
    assert (moved.status, moved.headers["location"]) == (305, "http://127.0.0.1:8700/identity/v1.1")


def test_v2_answers_key_for_key() -> None:
    user = {"id": "u", "name": "demo"}
    tenant = {"id": "t", "name": "demo", "enabled": True, "description": ""}
    token = {
        "id": "x",
        "expires": "e",
        "issued_at": "i",
        "audit_ids": ["a"],
        "user": user,
        "tenant": tenant,
    }
    access = _format_authenticate(token, [{"id": "r", "name": "member"}], [{"type": "compute"}])[
        "access"
    ]
    assert access["token"] == {
        "id": "x",
        "expires": "e",
        "issued_at": "i",
        "audit_ids": ["a"],
        "tenant": tenant,
    }
    assert access["user"] == {
        "id": "u",
        "name": "demo",
        "username": "demo",
        "roles": [{"name": "member"}],
        "roles_links": [],
    }
    assert access["serviceCatalog"] == [{"type": "compute"}]
    assert access["metadata"] == {"is_admin": 0, "roles": ["r"]}


def test_v2_by_password_and_by_token(api: Api) -> None:
    credentials = {"passwordCredentials": {"username": "demo", "password": "demo-secret"}}
    unscoped = api("POST", "/identity/v2.0/tokens", {"auth": credentials}, user="").json["access"]
    assert (unscoped["serviceCatalog"], unscoped["user"]["roles"]) == ([], [])
    scoped = {"token": {"id": unscoped["token"]["id"]}, "tenantName": "demo"}
    access = api("POST", "/identity/v2.0/tokens", {"auth": scoped}, user="").json["access"]
    assert access["token"]["tenant"]["name"] == "demo"
    assert access["token"]["expires"] == unscoped["token"]["expires"]
    compute = next(one for one in access["serviceCatalog"] if one["type"] == "compute")
    assert set(compute) == {"name", "type", "endpoints", "endpoints_links"}
    assert {"publicURL", "internalURL", "adminURL", "region", "tenantId"} <= set(
        compute["endpoints"][0]
    )
    token = access["token"]["id"]
    assert [
        one["name"]
        for one in with_token(api, token, "GET", "/identity/v2.0/tenants").json["tenants"]
    ] == ["demo"]
    assert (
        with_token(api, token, "GET", f"/identity/v2.0/tokens/{token}").json["access"]["token"][
            "id"
        ]
        == token
    )
    assert with_token(api, token, "DELETE", f"/identity/v2.0/tokens/{token}").status == 204
    assert with_token(api, token, "GET", "/identity/v2.0/tenants").status == 401


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (None, "project"),
        ({"project": {"name": "demo", "domain": {"id": "default"}}}, "project"),
        ({"system": {"all": True}}, "system"),
        ({"domain": {"id": "default"}}, "domain"),
        ("unscoped", ""),
    ],
)
def test_v3_scopes(api: Api, scope: Any, expected: str) -> None:
    answer = login(api, {"name": "admin", "domain": {"id": "default"}}, "admin-secret", scope)
    assert answer.status == 201
    token = answer.json["token"]
    assert {"project", "system", "domain"} & set(token) == ({expected} if expected else set())
    assert ("roles" in token) == ("catalog" in token) == bool(expected)
    assert token["methods"] == ["password"]
    assert len(answer.headers["x-subject-token"]) > 30


@pytest.mark.parametrize(
    ("user", "password", "scope"),
    [
        (DEMO, "wrong", None),
        ({"name": "nobody", "domain": {"id": "default"}}, "x", None),
        ({"name": "demo", "domain": {"id": "nowhere"}}, "demo-secret", None),
        (DEMO, "demo-secret", {"project": {"name": "admin", "domain": {"id": "default"}}}),
        (DEMO, "demo-secret", {"project": {"name": "nowhere", "domain": {"id": "default"}}}),
        (DEMO, "demo-secret", {"system": {"all": True}}),
        (DEMO, "demo-secret", {"domain": {"id": "default"}}),
    ],
)
def test_every_refusal_looks_the_same(
    api: Api, user: dict[str, Any], password: str, scope: Any
) -> None:
    answer = login(api, user, password, scope)
    assert answer.status == 401
    assert answer.json == {
        "error": {
            "code": 401,
            "message": "The request you have made requires authentication.",
            "title": "Unauthorized",
        }
    }
    assert answer.headers["www-authenticate"].startswith("Keystone uri=")


@pytest.mark.parametrize(
    "auth",
    [
        {},
        {"identity": {"methods": []}},
        {"identity": {"methods": ["password"]}},
        {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": "demo", "password": "x"}},
            }
        },
        {
            "identity": {
                "methods": ["password"],
                "password": {"user": {**DEMO, "password": "demo-secret"}},
            },
            "scope": {"project": {"name": "demo"}},
        },
    ],
)
def test_a_login_without_its_parts_is_a_bad_request(api: Api, auth: dict[str, Any]) -> None:
    assert api("POST", "/identity/v3/auth/tokens", {"auth": auth}, user="").status == 400


def test_a_token_got_by_a_token_ends_with_it(api: Api) -> None:
    first = login(api, DEMO, "demo-secret")
    identity = {"methods": ["token"], "token": {"id": first.headers["x-subject-token"]}}
    scope = {"project": {"name": "demo", "domain": {"id": "default"}}}
    second = api(
        "POST",
        "/identity/v3/auth/tokens",
        {"auth": {"identity": identity, "scope": scope}},
        user="",
    ).json["token"]
    assert second["expires_at"] == first.json["token"]["expires_at"]
    assert second["methods"] == ["token", "password"]
    assert second["audit_ids"][1] == first.json["token"]["audit_ids"][0]


def test_revocation_works_at_once(api: Api) -> None:
    token = login(api, DEMO, "demo-secret").headers["x-subject-token"]
    assert (
        with_token(
            api, token, "GET", "/identity/v3/auth/tokens", **{"X-Subject-Token": token}
        ).status
        == 200
    )
    assert (
        with_token(
            api, token, "HEAD", "/identity/v3/auth/tokens", **{"X-Subject-Token": token}
        ).status
        == 200
    )
    assert (
        with_token(
            api, token, "DELETE", "/identity/v3/auth/tokens", **{"X-Subject-Token": token}
        ).status
        == 204
    )
    assert with_token(api, token, "GET", "/compute/v2.1/servers").status == 401


def test_a_token_expires(api: Api, sandbox_cloud: Cloud) -> None:
    token = login(api, DEMO, "demo-secret").headers["x-subject-token"]
    sandbox_cloud.database.run("UPDATE tokens SET expires_at = ?", time.time() + 0.05)
    assert with_token(api, token, "GET", "/compute/v2.1/servers").status == 200
    time.sleep(0.06)
    assert with_token(api, token, "GET", "/compute/v2.1/servers").status == 401


def test_a_new_password_and_a_disabled_user_end_its_tokens(api: Api) -> None:
    users = api("GET", "/identity/v3/users?name=demo").json["users"]
    for change in ({"password": "new"}, {"enabled": False}):
        token = login(api, DEMO, "new" if "enabled" in change else PASSWORDS["demo"]).headers[
            "x-subject-token"
        ]
        assert api("PATCH", f"/identity/v3/users/{users[0]['id']}", {"user": change}).status == 200
        assert with_token(api, token, "GET", "/compute/v2.1/servers").status == 401
    assert login(api, DEMO, "new").status == 401


def test_a_user_without_a_password_cannot_log_in(api: Api) -> None:
    assert api("POST", "/identity/v3/users", {"user": {"name": "robot"}}).status == 201
    for password in ("", "nobody"):
        answer = login(api, {"name": "robot", "domain": {"id": "default"}}, password)
        assert answer.status == 401


def test_an_application_credential_carries_its_project(api: Api) -> None:
    user = api("GET", "/identity/v3/users?name=demo").json["users"][0]["id"]
    path = f"/identity/v3/users/{user}/application_credentials"
    made = api(
        "POST",
        path,
        {"application_credential": {"name": "ci", "roles": [{"name": "reader"}]}},
        user="demo",
    )
    assert made.status == 201
    credential = made.json["application_credential"]
    assert (
        "secret"
        not in api("GET", f"{path}/{credential['id']}", user="demo").json["application_credential"]
    )
    given = {"id": credential["id"], "secret": credential["secret"]}
    identity = {"methods": ["application_credential"], "application_credential": given}
    answer = api("POST", "/identity/v3/auth/tokens", {"auth": {"identity": identity}}, user="")
    assert [role["name"] for role in answer.json["token"]["roles"]] == ["reader"]
    assert answer.json["token"]["project"]["name"] == "demo"
    token = answer.headers["x-subject-token"]
    again = with_token(api, token, "POST", path, {"application_credential": {"name": "more"}})
    assert again.status == 403
    scoped = {
        "identity": identity,
        "scope": {"project": {"name": "demo", "domain": {"id": "default"}}},
    }
    assert api("POST", "/identity/v3/auth/tokens", {"auth": scoped}, user="").status == 401
    assert api("DELETE", f"{path}/{credential['id']}", user="demo").status == 204
    assert with_token(api, token, "GET", "/compute/v2.1/servers").status == 401
    wrong = {
        "methods": ["application_credential"],
        "application_credential": {**given, "secret": "no"},
    }
    assert (
        api("POST", "/identity/v3/auth/tokens", {"auth": {"identity": wrong}}, user="").status
        == 401
    )


def test_secrets_are_hashed_at_rest(api: Api, sandbox_cloud: Cloud) -> None:
    login(api, DEMO, "demo-secret")
    stored = [
        str(row)
        for table in ("users", "tokens", "application_credentials")
        for row in sandbox_cloud.database.rows(f"SELECT * FROM {table}")
    ]
    assert not [row for row in stored if "demo-secret" in row or api.token("demo") in row]
    assert all(
        row["password_hash"].startswith("$2b$")
        for row in sandbox_cloud.database.rows("SELECT password_hash FROM users")
    )


def test_version_documents_lead_to_each_other(api: Api) -> None:
    answer = api("GET", "/identity", user="")
    assert answer.status == 300
    for version in answer.json["versions"]["values"]:
        path = version["links"][0]["href"].split("8700", 1)[1]
        assert api("GET", path, user="").json["version"]["id"] == version["id"]
