"""Identity v3 with a time-based one-time password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, User, post_factor, scope_of, user_of
from mini_nova_auth.settings.resolve import Settings


@dataclass(frozen=True)
class V3Totp:
    """A user and a code; ``receipt`` is Keystone's, for the factors it accepted before."""

    url: str
    passcode: str = field(repr=False)
    user: User
    scope: Scope = ANY_SCOPE
    receipt: str = field(default="", repr=False)

    def flow(self) -> Flow:
        """Send one POST.

        Raises AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded if the code is not
        enough.
        """
        return post_factor(
            self.url,
            "totp",
            self.user,
            {"passcode": self.passcode},
            self.scope,
            receipt=self.receipt,
        )


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3Totp:
    """Return the method for the settings' user and scope."""
    return V3Totp(
        url,
        passcode=secrets["passcode"],
        user=user_of(settings),
        scope=scope_of(settings),
        receipt=secrets.get("receipt", ""),
    )
