"""Identity v2.0 with a user's name (or id) and password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.v2 import NO_TENANT, Tenant, post, tenant_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V2Password:
    """A user's name (or id) and password, scoped to a tenant or unscoped."""

    url: str
    password: str = field(repr=False)
    username: str = ""
    user_id: str = ""
    tenant: Tenant = NO_TENANT

    def flow(self) -> Flow:
        """Send one POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        user = {"username": self.username} if self.username else {"userId": self.user_id}
        credentials = {**user, "password": self.password}
        name = self.username or self.user_id
        return (
            yield from post(
                self.url,
                {"passwordCredentials": credentials},
                self.tenant,
                subject=f'user "{name}"',
            )
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V2Password:
    """Return the method for the settings' user and tenant."""
    return V2Password(
        url,
        password=secrets["password"],
        username=settings["username"],
        user_id=settings["user_id"],
        tenant=tenant_of(settings),
    )
