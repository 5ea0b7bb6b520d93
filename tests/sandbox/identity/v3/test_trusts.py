"""Trusts, and logins with them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.identity.logins import (
    DEMO_PROJECT,
    authenticate,
    is_valid,
    login,
    with_token,
)

TRUSTS = "/identity/v3/OS-TRUST/trusts"
Trust = dict[str, Any]


@pytest.fixture
def ids(api: Api) -> dict[str, str]:
    """The ids of demo, its project, and a friend without any role."""
    body = {"user": {"name": "friend", "password": "friend-secret"}}
    friend = api("POST", "/identity/v3/users", body).json["user"]
    (demo,) = api("GET", "/identity/v3/users?name=demo").json["users"]
    return {"demo": demo["id"], "friend": friend["id"], "project": demo["default_project_id"]}


def create(api: Api, ids: dict[str, str], token: str = "", /, **changes: Any) -> Reply:
    """Create a trust of demo's to the friend."""
    trust = {
        "trustor_user_id": ids["demo"],
        "trustee_user_id": ids["friend"],
        "project_id": ids["project"],
        "impersonation": True,
        "roles": [{"name": "reader"}],
    }
    body = {"trust": {**trust, **changes}}
    if token:
        return with_token(api, token, "POST", TRUSTS, body)
    return api("POST", TRUSTS, body, user="demo")


def trusted_login(api: Api, trust: Trust, user: str = "friend") -> Reply:
    """Log in with a trust, as friend, demo or admin."""
    reference = {"name": user, "domain": {"id": "default"}}
    return login(api, reference, f"{user}-secret", {"OS-TRUST:trust": {"id": trust["id"]}})


@pytest.mark.parametrize("impersonation", [True, False])
def test_a_trustee_acts_for_the_trustor(api: Api, ids: dict[str, str], impersonation: bool) -> None:
    trust = create(api, ids, impersonation=impersonation).json["trust"]
    answer = trusted_login(api, trust)
    token = answer.json["token"]
    assert token["user"]["name"] == ("demo" if impersonation else "friend")
    assert [role["name"] for role in token["roles"]] == ["reader"]
    assert token["project"]["name"] == "demo"
    assert token["OS-TRUST:trust"]["id"] == trust["id"]
    assert is_valid(api, answer.headers["x-subject-token"])


def test_nobody_else_uses_a_trust(api: Api, ids: dict[str, str]) -> None:
    trust = create(api, ids).json["trust"]
    assert trusted_login(api, trust, "demo").status == 403
    assert trusted_login(api, trust, "admin").status == 403
    assert trusted_login(api, {"id": "nope"}).status == 401


def test_a_trust_for_one_login(api: Api, ids: dict[str, str]) -> None:
    trust = create(api, ids, remaining_uses=1).json["trust"]
    answer = trusted_login(api, trust)
    assert answer.status == 201
    assert trusted_login(api, trust).status == 401
    assert api("GET", f"{TRUSTS}/{trust['id']}").status == 404
    assert is_valid(api, answer.headers["x-subject-token"])


def test_a_deleted_trust_ends_its_tokens(api: Api, ids: dict[str, str]) -> None:
    trust = create(api, ids).json["trust"]
    token = trusted_login(api, trust).headers["x-subject-token"]
    path = f"{TRUSTS}/{trust['id']}"
    assert with_token(api, token, "GET", path).status == 200
    assert api("DELETE", path, user="demo").status == 204
    assert not is_valid(api, token)
    assert trusted_login(api, trust).status == 401


def test_a_trust_lasts_as_long_as_the_trustor_s_roles(api: Api, ids: dict[str, str]) -> None:
    trust = create(api, ids).json["trust"]
    token = trusted_login(api, trust).headers["x-subject-token"]
    base = f"/identity/v3/projects/{ids['project']}/users/{ids['demo']}/roles"
    for role in api("GET", base).json["roles"]:
        assert api("DELETE", f"{base}/{role['id']}").status == 204
    assert not is_valid(api, token)
    assert trusted_login(api, trust).status == 403


def test_a_trust_gives_no_more_than_the_trustor_has(api: Api, ids: dict[str, str]) -> None:
    assert create(api, ids, roles=[{"name": "admin"}]).status == 404
    assert create(api, ids, roles=[]).status == 403
    assert create(api, ids, trustor_user_id=ids["friend"]).status == 403


def test_no_token_of_another_scope_comes_from_a_trust(api: Api, ids: dict[str, str]) -> None:
    trust = create(api, ids).json["trust"]
    token = trusted_login(api, trust).headers["x-subject-token"]
    identity = {"methods": ["token"], "token": {"id": token}}
    assert authenticate(api, identity, DEMO_PROJECT).status == 403
    path = f"/identity/v3/users/{ids['demo']}/application_credentials"
    body = {"application_credential": {"name": "x"}}
    assert with_token(api, token, "POST", path, body).status == 403


def test_a_trust_is_passed_on(api: Api, ids: dict[str, str]) -> None:
    first = create(api, ids, allow_redelegation=True, redelegation_count=2).json["trust"]
    assert first["redelegation_count"] == 2
    token = trusted_login(api, first).headers["x-subject-token"]
    more = create(api, ids, token, roles=[{"name": "member"}])
    assert more.status == 403
    second = create(api, ids, token, allow_redelegation=True).json["trust"]
    assert (second["redelegated_trust_id"], second["redelegation_count"]) == (first["id"], 1)
    assert trusted_login(api, second).status == 201
    assert api("DELETE", f"{TRUSTS}/{first['id']}", user="demo").status == 204
    assert trusted_login(api, second).status == 401


def test_trusts_are_seen_by_their_users(api: Api, ids: dict[str, str]) -> None:
    trust = create(api, ids).json["trust"]
    own = api("GET", f"{TRUSTS}?trustor_user_id={ids['demo']}", user="demo").json["trusts"]
    assert [row["id"] for row in own] == [trust["id"]]
    assert "roles" not in own[0]
    assert api("GET", TRUSTS, user="demo").status == 403
    assert len(api("GET", TRUSTS).json["trusts"]) == 1
    assert api("GET", f"{TRUSTS}?trustee_user_id={ids['friend']}", user="demo").status == 403
    (role,) = api("GET", f"{TRUSTS}/{trust['id']}/roles", user="demo").json["roles"]
    assert role["name"] == "reader"
