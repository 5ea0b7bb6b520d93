"""Identity v2.0 by a token in hand."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.refusal import SPENT_HINT
from mini_nova_auth.methods.v2 import NO_TENANT, Tenant, post, tenant_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V2Token:
    """A token in hand, exchanged for one of another tenant (or of none)."""

    url: str
    token: str = field(repr=False)
    tenant: Tenant = NO_TENANT

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        return (
            yield from post(
                self.url,
                {"token": {"id": self.token}},
                self.tenant,
                who="the token",
                hint=SPENT_HINT,
            )
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V2Token:
    """The method for the settings' user and tenant."""
    return V2Token(url, secrets["token"], tenant_of(settings))
