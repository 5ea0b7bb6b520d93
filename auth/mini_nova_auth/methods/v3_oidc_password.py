"""Identity v3 by federation, with a password that an OpenID Connect provider checks.

Wire format: RFC 6749 section 4.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.federation import Federation, federation_of
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.oidc_provider import TOKEN_ENDPOINT, Provider, provider_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V3OidcPassword:
    """A user of the provider; the password is sent to the provider, not to Keystone."""

    provider: Provider
    federation: Federation
    username: str
    password: str = field(repr=False)

    def flow(self) -> Flow:
        """Send up to four requests.

        Raises AuthenticationFailed, Unavailable, ProtocolError, ConfigurationError.
        """
        provider = self.provider
        (endpoint,) = yield from provider.locate(TOKEN_ENDPOINT)
        grant = {
            "grant_type": "password",
            "username": self.username,
            "password": self.password,
            "scope": provider.scope,
        }
        answer = yield provider.form(endpoint, grant)
        token = provider.token(answer, subject=f'user "{self.username}"')
        return (yield from self.federation.log_in(token))


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3OidcPassword:
    """Return the method for the settings' user, provider and scope."""
    return V3OidcPassword(
        provider_of(settings, secrets),
        federation_of(settings, url),
        username=settings["username"],
        password=secrets["password"],
    )
