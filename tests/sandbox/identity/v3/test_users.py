"""Users, and what becomes of their tokens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.identity.logins import DEMO, demo_token, is_valid, login, with_token

USERS = "/identity/v3/users"


def demo_id(api: Api) -> str:
    (user,) = api("GET", f"{USERS}?name=demo").json["users"]
    return str(user["id"])


@pytest.mark.parametrize("change", [{"password": "new"}, {"enabled": False}])
def test_a_new_password_or_disabling_a_user_revokes_its_tokens(
    api: Api, change: dict[str, Any]
) -> None:
    token = demo_token(api)
    assert is_valid(api, token)
    answer = api("PATCH", f"{USERS}/{demo_id(api)}", {"user": change})
    assert answer.status == 200
    assert not is_valid(api, token)
    assert login(api, DEMO, "demo-secret").status == 401
    assert login(api, DEMO, "new").status == (201 if "password" in change else 401)


def test_users_change_their_own_password(api: Api) -> None:
    token = demo_token(api)
    path = f"{USERS}/{demo_id(api)}/password"
    wrong = {"user": {"password": "new", "original_password": "wrong"}}
    assert with_token(api, token, "POST", path, wrong).status == 401
    right = {"user": {"password": "new", "original_password": "demo-secret"}}
    assert with_token(api, token, "POST", path, right).status == 204
    assert not is_valid(api, token)
    assert login(api, DEMO, "new").status == 201


def test_a_user_without_a_password_cannot_log_in(api: Api) -> None:
    assert api("POST", USERS, {"user": {"name": "robot"}}).status == 201
    robot = {"name": "robot", "domain": {"id": "default"}}
    for password in ("", "nobody"):
        assert login(api, robot, password).status == 401


def test_a_name_is_taken_only_once(api: Api) -> None:
    answer = api("POST", USERS, {"user": {"name": "demo"}})
    assert answer.status == 409
    assert answer.json["error"]["message"] == (
        "Conflict occurred attempting to store user - Duplicate entry found with name demo"
        " at domain ID default."
    )
