"""Logins, their scopes and refusals, and the life of a token."""

from __future__ import annotations

import time
from typing import Any

import pytest

from mini_nova_sandbox.cloud import Cloud
from tests.sandbox.asgi_client import Api
from tests.sandbox.identity.logins import (
    ADMIN,
    DEMO,
    DEMO_PROJECT,
    authenticate,
    demo_token,
    is_valid,
    login,
    with_token,
)

TOKENS = "/identity/v3/auth/tokens"


@pytest.mark.parametrize(
    ("scope", "member"),
    [
        (None, "project"),
        (DEMO_PROJECT, "project"),
        ({"system": {"all": True}}, "system"),
        ({"domain": {"id": "default"}}, "domain"),
        ("unscoped", ""),
    ],
)
def test_scopes(api: Api, scope: Any, member: str) -> None:
    answer = login(api, ADMIN, "admin-secret", scope)
    assert answer.status == 201
    token = answer.json["token"]
    assert {"project", "system", "domain"} & set(token) == ({member} if member else set())
    assert ("roles" in token) == ("catalog" in token) == bool(member)
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
def test_an_incomplete_login_is_a_bad_request(api: Api, auth: dict[str, Any]) -> None:
    assert api("POST", TOKENS, {"auth": auth}, user="").status == 400


def test_a_token_from_a_token_expires_with_it(api: Api) -> None:
    first = login(api, DEMO, "demo-secret")
    identity = {"methods": ["token"], "token": {"id": first.headers["x-subject-token"]}}
    second = authenticate(api, identity, DEMO_PROJECT).json["token"]
    assert second["expires_at"] == first.json["token"]["expires_at"]
    assert second["methods"] == ["token", "password"]
    assert second["audit_ids"][1] == first.json["token"]["audit_ids"][0]


def test_a_revoked_token_is_invalid_at_once(api: Api) -> None:
    token = demo_token(api)
    subject = {"X-Subject-Token": token}
    assert with_token(api, token, "GET", TOKENS, **subject).status == 200
    assert with_token(api, token, "HEAD", TOKENS, **subject).status == 200
    assert with_token(api, token, "DELETE", TOKENS, **subject).status == 204
    assert not is_valid(api, token)


def test_a_token_expires(api: Api, sandbox_cloud: Cloud) -> None:
    token = demo_token(api)
    assert is_valid(api, token)
    sandbox_cloud.database.run("UPDATE tokens SET expires_at = ?", time.time())
    assert not is_valid(api, token)


def test_secrets_are_hashed_at_rest(api: Api, sandbox_cloud: Cloud) -> None:
    token = demo_token(api)
    database = sandbox_cloud.database
    for table in ("users", "tokens", "application_credentials"):
        content = str(database.rows(f"SELECT * FROM {table}"))
        assert "demo-secret" not in content
        assert token not in content
    for row in database.rows("SELECT password_hash FROM users"):
        assert row["password_hash"].startswith("$2b$")


def test_version_documents_link_to_each_other(api: Api) -> None:
    answer = api("GET", "/identity", user="")
    assert answer.status == 300
    for version in answer.json["versions"]["values"]:
        path = version["links"][0]["href"].removeprefix("http://127.0.0.1:8700")
        assert api("GET", path, user="").json["version"]["id"] == version["id"]
