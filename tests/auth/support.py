"""What several tests of the toolkit need: settings, sessions, and JSON of every kind."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import strategies as st

from mini_nova_auth import clock
from mini_nova_auth.clock import Reading
from mini_nova_auth.connection import connect
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.session import Session
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.arguments import Arguments
from mini_nova_auth.settings.sources.environment import Environment
from mini_nova_auth.wire.message import Request
from tests.local_cloud import LocalCloud

_ODD_TEXT = (
    "",
    "http://[::1",
    "//",
    "http://h/v2.1",
    "/v3/",
    "v3.14",
    "2.1",
    "2026-11-23T17:01:06Z",
    "\ud800",
    "a\0b",
    "é",
)
_ODD_NUMBERS = (10**400, -(10**400), 0, -1, 2**64)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(_ODD_NUMBERS)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(_ODD_TEXT)
)


def json_values(*keys: str) -> st.SearchStrategy[Any]:
    """JSON values of every shape, whose objects mostly have these keys."""
    names = st.sampled_from(keys) | st.text(max_size=6) if keys else st.text(max_size=6)
    return st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
        max_leaves=20,
    )


def settings_of(**values: str) -> Settings:
    """Settings as a script gives them."""
    return resolve((Arguments(values),))


def plan_of(**values: str) -> Plan:
    """The plan of a script's settings."""
    return Plan(settings_of(**values))


def cloud_settings(cloud: LocalCloud, version: int = 3, **values: str) -> Settings:
    """The settings that log in to a cloud by a version of Keystone, some of them replaced."""
    return resolve((Arguments(values), Environment(cloud.openrc(version))))


def session_of(
    cloud: LocalCloud, cache: Cache | None = None, version: int = 3, **values: str
) -> Session:
    """A session with a cloud."""
    return connect(cloud_settings(cloud, version, **values), user_agent="tests", cache=cache)


def logins(cloud: LocalCloud) -> list[Any]:
    """The ``auth`` objects of the token requests that a cloud was sent."""
    return [request.json["auth"] for request in cloud.matching("POST", "/tokens$")]


def identities(cloud: LocalCloud) -> list[str]:
    """The methods by which a cloud's v3 logins were made."""
    return [auth["identity"]["methods"][0] for auth in logins(cloud)]


def auth_of(request: Request) -> Any:
    """The ``auth`` object in a login's body."""
    assert request.body is not None
    body = json.loads(request.body)
    assert list(body) == ["auth"]
    return body["auth"]


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


def later(monkeypatch: pytest.MonkeyPatch, seconds: float, *, wall: float = 0.0) -> None:
    """Let time pass on this machine's clocks; ``wall`` also sets the wall clock forward."""
    real = clock.read()
    monkeypatch.setattr(
        clock,
        "read",
        lambda: Reading(real.wall + seconds + wall, (real.uptime or 0.0) + seconds, real.boot),
    )
