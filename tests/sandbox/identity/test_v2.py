"""v2.0: logins by password and token, and their answer key for key."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.identity.v2 import _format_authenticate
from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.identity.logins import with_token

TOKENS = "/identity/v2.0/tokens"


def login(api: Api, auth: dict[str, Any]) -> Reply:
    return api("POST", TOKENS, {"auth": auth}, user="")


def test_the_answer_key_for_key() -> None:
    tenant = {"id": "t", "name": "demo", "enabled": True, "description": ""}
    common = {"id": "x", "expires": "e", "issued_at": "i", "audit_ids": ["a"], "tenant": tenant}
    token = {**common, "user": {"id": "u", "name": "demo"}}
    roles = [{"id": "r", "name": "member"}]
    access = _format_authenticate(token, roles, [{"type": "compute"}])["access"]
    assert access["token"] == common
    assert access["user"] == {
        "id": "u",
        "name": "demo",
        "username": "demo",
        "roles": [{"name": "member"}],
        "roles_links": [],
    }
    assert access["serviceCatalog"] == [{"type": "compute"}]
    assert access["metadata"] == {"is_admin": 0, "roles": ["r"]}


def test_a_login_by_password_then_by_token(api: Api) -> None:
    credentials = {"username": "demo", "password": "demo-secret"}
    unscoped = login(api, {"passwordCredentials": credentials}).json["access"]
    assert (unscoped["serviceCatalog"], unscoped["user"]["roles"]) == ([], [])

    auth = {"token": {"id": unscoped["token"]["id"]}, "tenantName": "demo"}
    access = login(api, auth).json["access"]
    assert access["token"]["tenant"]["name"] == "demo"
    assert access["token"]["expires"] == unscoped["token"]["expires"]
    (compute,) = [item for item in access["serviceCatalog"] if item["type"] == "compute"]
    assert set(compute) == {"name", "type", "endpoints", "endpoints_links"}
    endpoint = compute["endpoints"][0]
    assert {"publicURL", "internalURL", "adminURL", "region", "tenantId"} <= set(endpoint)


def test_a_token_lists_tenants_until_it_is_revoked(api: Api) -> None:
    credentials = {"username": "demo", "password": "demo-secret"}
    auth = {"passwordCredentials": credentials, "tenantName": "demo"}
    token = login(api, auth).json["access"]["token"]["id"]
    tenants = with_token(api, token, "GET", "/identity/v2.0/tenants").json["tenants"]
    assert [tenant["name"] for tenant in tenants] == ["demo"]
    access = with_token(api, token, "GET", f"{TOKENS}/{token}").json["access"]
    assert access["token"]["id"] == token
    assert with_token(api, token, "DELETE", f"{TOKENS}/{token}").status == 204
    assert with_token(api, token, "GET", "/identity/v2.0/tenants").status == 401
