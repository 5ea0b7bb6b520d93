"""Identity v3 with an application credential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.v3 import NOBODY, User, post, user_of
from mini_nova_auth.settings.resolve import Settings

REFUSED_HINT = (
    "Check its id (or name and user) and its secret; it may have ended or been deleted, or its user "
    "lost the role."
)


@dataclass(frozen=True)
class V3ApplicationCredential:
    """An application credential by id, or by name and user.

    It has its own project: no scope is sent.
    """

    url: str
    secret: str = field(repr=False)
    id: str = ""
    name: str = ""
    user: User = NOBODY

    def flow(self) -> Flow:
        """Send one POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        credential = {**self._reference(), "secret": self.secret}
        return (
            yield from post(
                self.url,
                {"application_credential": credential},
                scope=None,
                subject=f'application credential "{self.id or self.name}"',
                hint=REFUSED_HINT,
            )
        )

    def _reference(self) -> dict[str, Any]:
        if self.id:
            return {"id": self.id}
        return {"name": self.name, "user": self.user.body()}


def from_settings(
    settings: Settings, url: str, secrets: Mapping[str, str]
) -> V3ApplicationCredential:
    """Return the method for the settings' application credential."""
    return V3ApplicationCredential(
        url,
        secret=secrets["application_credential_secret"],
        id=settings["application_credential_id"],
        name=settings["application_credential_name"],
        user=user_of(settings),
    )
