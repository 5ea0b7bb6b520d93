"""Identity v2.0 with a user's API key: Rackspace's extension ``RAX-KSKEY:apiKeyCredentials``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.v2 import NO_TENANT, Tenant, post, tenant_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V2ApiKey:
    """A user's name and API key, scoped to a tenant or unscoped."""

    url: str
    api_key: str = field(repr=False)
    username: str = ""
    tenant: Tenant = NO_TENANT

    def flow(self) -> Flow:
        """Send one POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        credentials = {"username": self.username, "apiKey": self.api_key}
        return (
            yield from post(
                self.url,
                {"RAX-KSKEY:apiKeyCredentials": credentials},
                self.tenant,
                subject=f'user "{self.username}" by API key',
            )
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V2ApiKey:
    """Return the method for the settings' user and tenant."""
    return V2ApiKey(
        url,
        api_key=secrets["api_key"],
        username=settings["username"],
        tenant=tenant_of(settings),
    )
