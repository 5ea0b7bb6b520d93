"""Identity v3 by a password."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, User, post, scope_of, user_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response


@dataclass(frozen=True)
class V3Password:
    """A user and a password."""

    url: str
    password: str = field(repr=False)
    user: User
    scope: Scope = ANY_SCOPE
    receipt: str = field(default="", repr=False)  # of the factors that were accepted before

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded where a password is not enough."""
        methods = {"password": {"user": {**self.user.body(), "password": self.password}}}
        who = f'user "{self.user}"'
        return (yield from post(self.url, methods, self.scope, who=who, receipt=self.receipt))


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3Password:
    """The method for the settings' user and scope."""
    receipt = secrets.get("receipt", "")
    return V3Password(url, secrets["password"], user_of(settings), scope_of(settings), receipt)
