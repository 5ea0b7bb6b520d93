"""Identity v2.0 by a user's name (or id) and password."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.v2 import NO_TENANT, Tenant, post, tenant_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V2Password:
    """A user's name (or id) and password, scoped to a tenant or unscoped."""

    url: str
    password: str = field(repr=False)
    username: str = ""
    user_id: str = ""
    tenant: Tenant = NO_TENANT

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        user = {"username": self.username} if self.username else {"userId": self.user_id}
        auth = {"passwordCredentials": {**user, "password": self.password}}
        return (
            yield from post(
                self.url, auth, self.tenant, who=f'user "{self.username or self.user_id}"'
            )
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V2Password:
    """The method for the settings' user and tenant."""
    user = {"username": settings["username"], "user_id": settings["user_id"]}
    return V2Password(url, secrets["password"], **user, tenant=tenant_of(settings))
