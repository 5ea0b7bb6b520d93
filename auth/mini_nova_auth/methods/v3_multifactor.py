"""Identity v3 with several methods in one request, as ``v3password,v3totp``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.methods.method import Flow
from mini_nova_auth.methods.v3 import ANY_SCOPE, Scope, User, post, scope_of, user_of
from mini_nova_auth.settings.resolve import Settings

SECRETS = {"password": "password", "totp": "passcode", "token": "token"}  # settings, by method
DEFAULT_METHODS = ("password", "totp")


@dataclass(frozen=True)
class V3MultiFactor:
    """A user, and the secret of each of several methods (``password``, ``totp``, ``token``)."""

    url: str
    secrets: Mapping[str, str] = field(repr=False)
    user: User
    scope: Scope = ANY_SCOPE

    def flow(self) -> Flow:
        """Send one POST.

        Raises AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded if these methods are
        not enough.
        """
        methods = {}
        for name, secret in self.secrets.items():
            methods[name] = self._method(name, secret)
        return (
            yield from post(
                self.url,
                methods,
                self.scope,
                subject=f'user "{self.user}"',
            )
        )

    def _method(self, name: str, secret: str) -> dict[str, Any]:
        """Return a method's part of the request's body."""
        if name == "token":
            return {"id": secret}
        return {"user": {**self.user.body(), SECRETS[name]: secret}}


def method_names(settings: Settings) -> tuple[str, ...]:
    """Return the methods in ``auth_methods``, without ``v3``.

    Raises ConfigurationError if one is unknown.
    """
    names: dict[str, None] = {}  # in their order, each once
    for word in settings["auth_methods"].split(","):
        name = word.strip().lower().removeprefix("v3")
        if not name:
            continue
        if name not in SECRETS:
            raise _unknown_method(settings, name)
        names[name] = None
    return tuple(names) or DEFAULT_METHODS


def from_settings(settings: Settings, url: str, secrets: Mapping[str, str]) -> V3MultiFactor:
    """Return the method for the settings' user, scope and ``auth_methods``."""
    factors = {}
    for name in method_names(settings):
        setting = SECRETS[name]
        factors[name] = secrets[setting]
    return V3MultiFactor(
        url,
        factors,
        user=user_of(settings),
        scope=scope_of(settings),
    )


def _unknown_method(settings: Settings, name: str) -> ConfigurationError:
    source = settings.source("auth_methods")
    names = ", ".join(f"v3{method}" for method in SECRETS)
    return ConfigurationError(
        f'{source}: "{name}" cannot be one of several login methods here',
        hint=f"Known are {names}.",
    )
