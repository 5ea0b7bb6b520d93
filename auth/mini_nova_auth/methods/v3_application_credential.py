"""Identity v3 by an application credential."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_auth.access.access import Access
from mini_nova_auth.methods.v3 import NOBODY, User, post, user_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response

REFUSED = "Check its id (or name and user) and its secret; it may have ended or been deleted, or its user lost the role."


@dataclass(frozen=True)
class V3ApplicationCredential:
    """An application credential, by id, or by name and its user. It carries its own project: no scope is sent."""

    url: str
    secret: str = field(repr=False)
    id: str = ""
    name: str = ""
    user: User = NOBODY

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError."""
        which: dict[str, Any] = (
            {"id": self.id} if self.id else {"name": self.name, "user": self.user.body()}
        )
        who = f'application credential "{self.id or self.name}"'
        shown = {"application_credential": {**which, "secret": self.secret}}
        return (yield from post(self.url, shown, None, who=who, hint=REFUSED))


def from_settings(
    settings: Settings, url: str, secrets: Mapping[str, str]
) -> V3ApplicationCredential:
    """The method for the settings' application credential."""
    return V3ApplicationCredential(
        url,
        secrets["application_credential_secret"],
        id=settings["application_credential_id"],
        name=settings["application_credential_name"],
        user=user_of(settings),
    )
