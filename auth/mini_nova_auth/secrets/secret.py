"""A login's secret: what it is called, what it is, and how a keyring stores it."""

from __future__ import annotations

import json
from typing import NamedTuple, TypeAlias

from mini_nova_auth import lenient, redact

_CREDENTIAL_MARK = "application-credential "  # begins the stored text of an application credential


class SecretName(NamedTuple):
    """Which secret a login needs: its setting, the label for a prompt, its cloud and its account."""

    setting: str
    label: str
    cloud: str
    account: str

    @property
    def service(self) -> str:
        """The keyring's name for the cloud."""
        return f"mini-nova {self.cloud}"


class ApplicationCredential(NamedTuple):
    """An application credential: id, secret, name, and expiry as Keystone writes it ('' for
    never).
    """

    id: str
    secret: str
    name: str = ""
    expires: str = ""

    def __repr__(self) -> str:
        """Hide the secret, for tracebacks and logs."""
        return (
            f"ApplicationCredential(id={self.id!r}, name={self.name!r}, expires={self.expires!r})"
        )


Secret: TypeAlias = str | ApplicationCredential  # plain text ('' for none), or a credential


def to_keyring(secret: Secret) -> str:
    """Encode a secret as the text that a keyring stores."""
    if isinstance(secret, str):
        return secret
    return _CREDENTIAL_MARK + json.dumps({"id": secret.id, "secret": secret.secret})


def from_keyring(text: str) -> Secret:
    """Decode a keyring's text: an application credential if ``to_keyring`` wrote one, else plain
    text.
    """
    if not text.startswith(_CREDENTIAL_MARK):
        return text
    try:
        fields = lenient.mapping(json.loads(text.removeprefix(_CREDENTIAL_MARK)))
    except (ValueError, RecursionError):
        return text
    credential = ApplicationCredential(
        id=lenient.text(fields.get("id")), secret=lenient.text(fields.get("secret"))
    )
    if not credential.id or not credential.secret:
        return text
    redact.learn(credential.secret)
    return credential
