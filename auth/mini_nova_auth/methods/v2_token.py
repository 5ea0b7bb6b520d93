"""Identity v2.0 with a token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.refusal import SPENT_HINT
from mini_nova_auth.methods.v2 import NO_TENANT, Tenant, post, tenant_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V2Token:
    """A token, exchanged for one of another tenant or for an unscoped one."""

    url: str
    token: str = field(repr=False)
    tenant: Tenant = NO_TENANT

    def flow(self) -> Flow:
        """Send one POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        auth = {"token": {"id": self.token}}
        return (
            yield from post(
                self.url,
                auth,
                self.tenant,
                subject="the token",
                hint=SPENT_HINT,
            )
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V2Token:
    """Return the method for the settings' tenant."""
    return V2Token(url, secrets["token"], tenant_of(settings))
