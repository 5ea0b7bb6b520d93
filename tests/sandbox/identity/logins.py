"""Logins by password, and requests with a token."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import Api, Reply

DEMO = {"name": "demo", "domain": {"name": "Default"}}
ADMIN = {"name": "admin", "domain": {"id": "default"}}
DEMO_PROJECT = {"project": {"name": "demo", "domain": {"id": "default"}}}


def login(api: Api, user: dict[str, Any], password: str, scope: Any = None) -> Reply:
    """Log in by v3 and a password."""
    credentials = {**user, "password": password}
    identity = {"methods": ["password"], "password": {"user": credentials}}
    return authenticate(api, identity, scope)


def authenticate(api: Api, identity: dict[str, Any], scope: Any = None) -> Reply:
    """Log in by v3."""
    auth = {"identity": identity}
    if scope is not None:
        auth["scope"] = scope
    return api("POST", "/identity/v3/auth/tokens", {"auth": auth}, user="")


def demo_token(api: Api) -> str:
    """A token of demo's."""
    return login(api, DEMO, "demo-secret").headers["x-subject-token"]


def with_token(
    api: Api, token: str, method: str, path: str, body: Any = None, **headers: str
) -> Reply:
    """Send a request with a token."""
    return api(method, path, body, user="", headers={"X-Auth-Token": token, **headers})


def is_valid(api: Api, token: str) -> bool:
    """Whether compute accepts a token."""
    status = with_token(api, token, "GET", "/compute/v2.1/servers").status
    assert status in (200, 401)
    return status == 200
