"""Identity v3 by federation: a user and a password that an OpenID Connect provider checks (RFC 6749 section 4.3)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.oidc import (
    TOKEN_ENDPOINT,
    Federation,
    Provider,
    federation_of,
    provider_of,
)
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V3OidcPassword:
    """A user of the provider; the password goes there, and not to Keystone."""

    provider: Provider
    federation: Federation
    username: str
    password: str = field(repr=False)

    def flow(self) -> Generator[Request, Response, Access]:
        """Up to four requests. Raises AuthenticationFailed, Unavailable, ProtocolError, ConfigurationError."""
        provider = self.provider
        (endpoint,) = yield from provider.located(TOKEN_ENDPOINT)
        grant = {"grant_type": "password", "username": self.username, "password": self.password}
        answer = yield provider.form(endpoint, {**grant, "scope": provider.scope})
        token = provider.token(answer, who=f'user "{self.username}"')
        return (yield from self.federation.access(token))


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3OidcPassword:
    """The method for the settings' user, provider and scope."""
    federation = federation_of(settings, url)
    return V3OidcPassword(
        provider_of(settings, secrets), federation, settings["username"], secrets["password"]
    )
