"""Logins without an identity service: a fixed endpoint, and the header that it requires.

``none`` sends none, ``http_basic`` a user and a password (standalone services such as Ironic),
``admin_token`` a token.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access, Reference
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class FixedEndpoint:
    """The address of all services, and the header that each request carries there ({} for none)."""

    endpoint: str
    headers: Mapping[str, str] = field(repr=False)
    user: str = ""

    def flow(self) -> Flow:
        """Send nothing."""
        yield from ()
        return Access(
            token=self.headers.get("X-Auth-Token", ""),
            version="",
            auth_url="",
            user=Reference(name=self.user),
            endpoint=self.endpoint,
            authorization=self.headers.get("Authorization", ""),
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> FixedEndpoint:
    """Return the method for the settings' endpoint, with its secret if there is one."""
    if "token" in secrets:
        headers = {"X-Auth-Token": secrets["token"]}
        return FixedEndpoint(url, headers)
    if "password" in secrets:
        user = settings["username"]
        headers = {"Authorization": _basic(user, secrets["password"])}
        return FixedEndpoint(url, headers, user)
    return FixedEndpoint(url, headers={})


def _basic(user: str, password: str) -> str:
    """Return the ``Authorization`` header for a user and a password (RFC 7617)."""
    pair = f"{user}:{password}"
    credentials = b64encode(pair.encode()).decode()
    redact.learn(credentials)
    return f"Basic {credentials}"
