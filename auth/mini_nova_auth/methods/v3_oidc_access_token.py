"""Identity v3 by federation: a token of an OpenID Connect provider in hand."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.oidc import Federation, federation_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V3OidcAccessToken:
    """A provider's token, however it was come by."""

    federation: Federation
    token: str = field(repr=False)

    def flow(self) -> Generator[Request, Response, Access]:
        """One or two requests. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        return (yield from self.federation.access(self.token))


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3OidcAccessToken:
    """The method for the settings' scope."""
    return V3OidcAccessToken(federation_of(settings, url), secrets["access_token"])
