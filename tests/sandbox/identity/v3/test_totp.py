"""Logins by TOTP, and by several methods."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from mini_nova_sandbox.identity import totp
from mini_nova_sandbox.state import clock
from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.identity.logins import DEMO

SECRET = b"a secret of 20 bytes"
BLOB = base64.b32encode(SECRET).decode().rstrip("=")
TOKENS = "/identity/v3/auth/tokens"
NOW = 1_000_000_015.0
PERIOD = int(NOW) // totp.PERIOD


@pytest.fixture(autouse=True)
def _standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def demo_path(api: Api) -> str:
    """The path of demo, who has a TOTP credential."""
    (user,) = api("GET", "/identity/v3/users?name=demo").json["users"]
    body = {"credential": {"type": "totp", "blob": BLOB, "user_id": user["id"]}}
    assert api("POST", "/identity/v3/credentials", body).status == 201
    return f"/identity/v3/users/{user['id']}"


def login(api: Api, *, receipt: str = "", **secrets: str) -> Reply:
    """Log in as demo by the methods whose secrets these are."""
    members = {"password": "password", "totp": "passcode"}
    identity: dict[str, Any] = {"methods": list(secrets)}
    for method, secret in secrets.items():
        identity[method] = {"user": {**DEMO, members[method]: secret}}
    headers = {"Openstack-Auth-Receipt": receipt} if receipt else {}
    return api("POST", TOKENS, {"auth": {"identity": identity}}, user="", headers=headers)


def test_the_codes_of_rfc_6238() -> None:
    secret = b"12345678901234567890"
    for moment, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert totp.code(secret, moment // totp.PERIOD) == code


@pytest.mark.parametrize(("age", "status"), [(0, 201), (1, 201), (2, 401), (-1, 401)])
def test_a_code_is_good_in_its_period_and_the_next(
    api: Api, demo_path: str, age: int, status: int
) -> None:
    answer = login(api, totp=totp.code(SECRET, PERIOD - age))
    assert answer.status == status
    if status == 201:
        assert answer.json["token"]["methods"] == ["totp"]


def test_a_user_without_a_credential_has_no_code(api: Api) -> None:
    assert login(api, totp=totp.code(SECRET, PERIOD)).status == 401


@pytest.mark.parametrize("blob", ["", "MFRGG", "not base 32"])
def test_a_short_or_garbled_secret_is_never_right(api: Api, blob: str) -> None:
    body = {"credential": {"type": "totp", "blob": blob}}
    assert api("POST", "/identity/v3/credentials", body, user="demo").status == 201
    assert login(api, totp=totp.code(b"abc", PERIOD)).status == 401


def test_a_receipt_for_half_a_login(api: Api, demo_path: str) -> None:
    rules = {"multi_factor_auth_rules": [["password", "totp"]]}
    assert api("PATCH", demo_path, {"user": {"options": rules}}).status == 200
    code = totp.code(SECRET, PERIOD)
    half = login(api, password="demo-secret")
    assert half.status == 401
    assert half.json["required_auth_methods"] == [["password", "totp"]]
    assert half.json["receipt"]["methods"] == ["password"]
    receipt = half.headers["openstack-auth-receipt"]
    whole = login(api, receipt=receipt, totp=code)
    assert (whole.status, set(whole.json["token"]["methods"])) == (201, {"password", "totp"})
    assert login(api, receipt="nonsense", totp=code).status == 401
    assert login(api, password="demo-secret", totp=code).status == 201
    assert login(api, password="demo-secret", totp="000000").status == 401


@pytest.mark.parametrize(
    "options",
    [
        {"multi_factor_auth_rules": [["password", "totp"]], "multi_factor_auth_enabled": False},
        {"multi_factor_auth_rules": [["password", "totp"], ["password"]]},
        {"multi_factor_auth_rules": [["fingerprint"]]},
    ],
)
def test_rules_that_a_password_satisfies(api: Api, demo_path: str, options: dict[str, Any]) -> None:
    assert api("PATCH", demo_path, {"user": {"options": options}}).status == 200
    assert login(api, password="demo-secret").status == 201


def test_secrets_of_two_users_are_no_login(api: Api, demo_path: str) -> None:
    admin = {"name": "admin", "domain": {"id": "default"}, "password": "admin-secret"}
    code = {**DEMO, "passcode": totp.code(SECRET, PERIOD)}
    identity = {
        "methods": ["password", "totp"],
        "password": {"user": admin},
        "totp": {"user": code},
    }
    answer = api("POST", TOKENS, {"auth": {"identity": identity}}, user="")
    assert answer.status == 401
