"""Identity v3 with a token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.refusal import SPENT_HINT
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, post, scope_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V3Token:
    """A token, exchanged for one of another scope or for an unscoped one, with the same expiry."""

    url: str
    token: str = field(repr=False)
    scope: Scope = ANY_SCOPE

    def flow(self) -> Flow:
        """Send one POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        return (
            yield from post(
                self.url,
                {"token": {"id": self.token}},
                self.scope,
                subject="the token",
                hint=SPENT_HINT,
            )
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3Token:
    """Return the method for the settings' scope."""
    return V3Token(url, secrets["token"], scope_of(settings))
