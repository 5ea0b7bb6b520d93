"""ApplicationCredential: what Keystone made for one machine, and the form in which a keyring keeps it."""

from __future__ import annotations

import json
from typing import NamedTuple

from mini_nova_auth import lenient, redact

_MARK = "application-credential "  # what a kept one begins with, in the place of a password


class ApplicationCredential(NamedTuple):
    """An application credential's id, secret and name, and when it ends (as Keystone writes it; '' for never)."""

    id: str
    secret: str
    name: str = ""
    expires: str = ""

    def __repr__(self) -> str:
        return (
            f"ApplicationCredential(id={self.id!r}, name={self.name!r}, expires={self.expires!r})"
        )

    def kept(self) -> str:
        """The credential as one text, for a keyring."""
        return _MARK + json.dumps({"id": self.id, "secret": self.secret})


def kept(text: str) -> ApplicationCredential | None:
    """The credential in a text that ``kept`` wrote; None where it is something else, as a password."""
    if not text.startswith(_MARK):
        return None
    try:
        given = lenient.mapping(json.loads(text.removeprefix(_MARK)))
    except ValueError:
        return None
    identity, secret = lenient.text(given.get("id")), lenient.text(given.get("secret"))
    redact.learn(secret)
    return ApplicationCredential(identity, secret) if identity and secret else None
