"""Identity v3 by federation, with a token of an OpenID Connect provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.federation import Federation, federation_of
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V3OidcAccessToken:
    """A provider's token, from wherever it comes."""

    federation: Federation
    token: str = field(repr=False)

    def flow(self) -> Flow:
        """Send one or two requests. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        return self.federation.log_in(self.token)


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3OidcAccessToken:
    """Return the method for the settings' scope."""
    federation = federation_of(settings, url)
    return V3OidcAccessToken(federation, secrets["access_token"])
