"""Identity v3 by several methods in one request, as ``v3password,v3totp``."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, User, post, scope_of, user_of
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response

SECRETS = {
    "password": "password",
    "totp": "passcode",
    "token": "token",
}  # a method's name, and its secret's setting


@dataclass(frozen=True)
class V3MultiFactor:
    """A user, and the secret of each of several methods (``password``, ``totp``, ``token``)."""

    url: str
    secrets: Mapping[str, str] = field(repr=False)
    user: User
    scope: Scope = ANY_SCOPE

    def flow(self) -> Generator[Request, Response, Access]:
        """One POST. Raises AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded where these are not enough."""
        methods = {name: self._body(name, secret) for name, secret in self.secrets.items()}
        return (yield from post(self.url, methods, self.scope, who=f'user "{self.user}"'))

    def _body(self, name: str, secret: str) -> dict[str, Any]:
        return (
            {"id": secret}
            if name == "token"
            else {"user": {**self.user.body(), SECRETS[name]: secret}}
        )


def method_names(settings: Settings) -> tuple[str, ...]:
    """The methods that ``auth_methods`` lists, without ``v3``. Raises ConfigurationError for one that is not known."""
    listed = [
        name.strip().lower().removeprefix("v3") for name in settings["auth_methods"].split(",")
    ]
    names = tuple(dict.fromkeys(filter(None, listed))) or ("password", "totp")
    unknown = [name for name in names if name not in SECRETS]
    if unknown:
        raise ConfigurationError(
            f'{settings.source("auth_methods")}: "{unknown[0]}" cannot be one of several login methods here',
            hint=f"Known are {', '.join('v3' + name for name in SECRETS)}.",
        )
    return names


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3MultiFactor:
    """The method for the settings' user, scope and ``auth_methods``."""
    shown = {name: secrets[SECRETS[name]] for name in method_names(settings)}
    return V3MultiFactor(url, shown, user_of(settings), scope_of(settings))
