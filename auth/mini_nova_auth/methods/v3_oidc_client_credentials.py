"""Identity v3 by federation, with a client's own secret (RFC 6749 section 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mini_nova_auth.methods.federation import Federation, federation_of
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.oidc_provider import TOKEN_ENDPOINT, Provider, provider_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V3OidcClientCredentials:
    """A client that logs in as itself, such as a pipeline."""

    provider: Provider
    federation: Federation

    def flow(self) -> Flow:
        """Send up to four requests.

        Raises AuthenticationFailed, Unavailable, ProtocolError, ConfigurationError.
        """
        provider = self.provider
        (endpoint,) = yield from provider.locate(TOKEN_ENDPOINT)
        grant = {
            "grant_type": "client_credentials",
            "scope": provider.scope,
        }
        answer = yield provider.form(endpoint, grant)
        token = provider.token(answer, subject=provider.client)
        return (yield from self.federation.log_in(token))


def from_settings(
    settings: Settings, url: str, secrets: Mapping[str, str]
) -> V3OidcClientCredentials:
    """Return the method for the settings' client, provider and scope."""
    return V3OidcClientCredentials(
        provider_of(settings, secrets),
        federation_of(settings, url),
    )
