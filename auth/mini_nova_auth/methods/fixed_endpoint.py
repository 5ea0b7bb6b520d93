"""Logins without an identity service: the endpoint is given, and so is what it wants to see.

``none`` shows nothing, ``http_basic`` a user and a password (standalone services as Ironic), ``admin_token`` a token in
hand.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access, Reference
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class FixedEndpoint:
    """The one address of all services, and the header that each request carries there ({} for none)."""

    endpoint: str
    headers: Mapping[str, str] = field(repr=False)
    user: str = ""

    def flow(self) -> Generator[Request, Response, Access]:
        """No request at all."""
        yield from ()
        token = self.headers.get("X-Auth-Token", "")
        return Access(
            token,
            "",
            "",
            user=Reference(name=self.user),
            endpoint=self.endpoint,
            authorization=self.headers.get("Authorization", ""),
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> FixedEndpoint:
    """The method for the settings' endpoint, by what secret there is."""
    user = settings["username"]
    if "token" in secrets:
        return FixedEndpoint(url, {"X-Auth-Token": secrets["token"]})
    if "password" in secrets:
        pair = b64encode(f"{user}:{secrets['password']}".encode()).decode()
        redact.learn(pair)
        return FixedEndpoint(url, {"Authorization": f"Basic {pair}"}, user)
    return FixedEndpoint(url, {})
