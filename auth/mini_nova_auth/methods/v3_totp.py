"""Identity v3 by a time-based one-time password."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, User, post, scope_of, user_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V3Totp:
    """A user and the code of the moment."""

    url: str
    passcode: str = field(repr=False)
    user: User
    scope: Scope = ANY_SCOPE
    receipt: str = field(default="", repr=False)  # of the factors that were accepted before

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded where a code is not enough."""
        methods = {"totp": {"user": {**self.user.body(), "passcode": self.passcode}}}
        who = f'user "{self.user}"'
        return (yield from post(self.url, methods, self.scope, who=who, receipt=self.receipt))


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3Totp:
    """The method for the settings' user and scope."""
    return V3Totp(
        url, secrets["passcode"], user_of(settings), scope_of(settings), secrets.get("receipt", "")
    )
