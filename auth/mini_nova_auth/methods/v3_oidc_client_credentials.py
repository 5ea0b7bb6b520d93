"""Identity v3 by federation: a client of an OpenID Connect provider, by its own secret (RFC 6749 section 4.4)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

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
class V3OidcClientCredentials:
    """A client that logs in as itself, as a pipeline does."""

    provider: Provider
    federation: Federation

    def flow(self) -> Generator[Request, Response, Access]:
        """Up to four requests. Raises AuthenticationFailed, Unavailable, ProtocolError, ConfigurationError."""
        provider = self.provider
        (endpoint,) = yield from provider.located(TOKEN_ENDPOINT)
        answer = yield provider.form(
            endpoint, {"grant_type": "client_credentials", "scope": provider.scope}
        )
        token = provider.token(answer, who=f'client "{provider.client_id}"')
        return (yield from self.federation.access(token))


def from_settings(
    settings: Settings, url: str, secrets: Mapping[str, str]
) -> V3OidcClientCredentials:
    """The method for the settings' client, provider and scope."""
    return V3OidcClientCredentials(provider_of(settings, secrets), federation_of(settings, url))
