"""Identity v2.0 by a user's API key: Rackspace's extension ``RAX-KSKEY:apiKeyCredentials``."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.v2 import NO_TENANT, Tenant, post, tenant_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V2ApiKey:
    """A user's name and API key, scoped to a tenant or unscoped."""

    url: str
    api_key: str = field(repr=False)
    username: str = ""
    tenant: Tenant = NO_TENANT

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        auth = {"RAX-KSKEY:apiKeyCredentials": {"username": self.username, "apiKey": self.api_key}}
        return (
            yield from post(self.url, auth, self.tenant, who=f'user "{self.username}" by API key')
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V2ApiKey:
    """The method for the settings' user and tenant."""
    return V2ApiKey(url, secrets["api_key"], settings["username"], tenant_of(settings))
