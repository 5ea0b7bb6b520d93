"""Find the identity service: its version and address as configured, as cached, or as discovered."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth import redact
from mini_nova_auth.access import discovery
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.wire.message import ACCEPT_JSON, Request, Response
from mini_nova_auth.wire.urls import check_url

Send = Callable[[Request], Response]


def find_identity(plan: Plan, send: Send, cache: Cache | None = None) -> Identity:
    """Return the identity service that the plan logs in to.

    Sends a request only if neither the settings nor a cached login tell the version. Raises
    ConfigurationError if the URL is malformed, ProtocolError if no identity service answers there,
    and what ``send`` raises.
    """
    settings = plan.settings
    if not plan.asks_identity:
        endpoint = settings["endpoint"] or settings["endpoint_override"]
        return Identity("", endpoint.rstrip("/"))
    auth_url = settings["auth_url"]
    url = auth_url.rstrip("/")
    check_url(url)
    if plan.version == "1":
        return Identity("1", auth_url)
    if plan.version:
        version_url = discovery.identity_url(url, plan.version)
        return Identity(plan.version, version_url)
    return _cached_identity(plan, cache) or _discover(url, send)


def _cached_identity(plan: Plan, cache: Cache | None) -> Identity | None:
    """Return the identity service of an earlier login, whose token may be spent."""
    if cache is None:
        return None
    entry = cache.load(plan.key)
    if entry is None:
        return None
    access = entry.access
    if access.version not in ("2", "3"):
        return None
    return Identity(access.version, access.auth_url, is_cached=True)


def _discover(url: str, send: Send) -> Identity:
    """Return the newest version in the identity service's version document."""
    answer = send(Request("GET", url, ACCEPT_JSON))
    versions = discovery.identity_versions(answer.json_or_none(), answer.url)
    if versions:
        newest = versions[0]
        major, _ = newest.number
        return Identity(str(major), newest.url)
    raise ProtocolError(
        f"{redact.url(url)} is not an identity service: it answered HTTP {answer.status} and no "
        "list of versions",
        hint="Keystone's address mostly ends in /v3 or :5000; a dashboard's address is not it. "
        "For v1, set OS_IDENTITY_API_VERSION=1.",
        status=answer.status,
    )
