"""Identity v3 by a token in hand."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.refusal import SPENT_HINT
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, post, scope_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V3Token:
    """A token in hand, exchanged for one of another scope (or of none). It keeps the first token's end."""

    url: str
    token: str = field(repr=False)
    scope: Scope = ANY_SCOPE

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        return (
            yield from post(
                self.url,
                {"token": {"id": self.token}},
                self.scope,
                who="the token",
                hint=SPENT_HINT,
            )
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3Token:
    """The method for the settings' scope."""
    return V3Token(url, secrets["token"], scope_of(settings))
