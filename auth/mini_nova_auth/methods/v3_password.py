"""Identity v3 with a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, User, post_factor, scope_of, user_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V3Password:
    """A user and a password; ``receipt`` is Keystone's, for the factors it accepted before."""

    url: str
    password: str = field(repr=False)
    user: User
    scope: Scope = ANY_SCOPE
    receipt: str = field(default="", repr=False)

    def flow(self) -> Flow:
        """Send one POST.

        Raises AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded if the password is
        not enough.
        """
        return post_factor(
            self.url,
            "password",
            self.user,
            {"password": self.password},
            self.scope,
            receipt=self.receipt,
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3Password:
    """Return the method for the settings' user and scope."""
    return V3Password(
        url,
        password=secrets["password"],
        user=user_of(settings),
        scope=scope_of(settings),
        receipt=secrets.get("receipt", ""),
    )
