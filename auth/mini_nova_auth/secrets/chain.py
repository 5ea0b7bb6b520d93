"""Find a login's secret: in the settings, a file descriptor, a command, the keyring, or at a
prompt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from mini_nova_auth import redact
from mini_nova_auth.secrets.secret import Secret, SecretName
from mini_nova_auth.settings.declarations import ONE_TIME
from mini_nova_auth.settings.resolve import Settings


class SourcedSecret(NamedTuple):
    """A secret, and its source in words."""

    secret: Secret
    source: str

    def __repr__(self) -> str:
        """Hide the secret, for tracebacks and logs."""
        return f"SourcedSecret(source={self.source!r})"


SecretSource: TypeAlias = "Callable[[SecretName, Settings], SourcedSecret | None]"
Ask: TypeAlias = "Callable[[SecretName], Secret]"  # '' if there is nobody to ask


def find(
    name: SecretName,
    settings: Settings,
    stores: tuple[SecretSource, ...] = (),
    ask: Ask | None = None,
) -> SourcedSecret | None:
    """Return the secret from the first source that has it, or None.

    ``stores`` (see ``STORES``) come after the settings; ``ask`` comes last. Raises
    ConfigurationError if a source that the settings name fails.
    """
    if name.setting == ONE_TIME:
        stores = ()
    sources: tuple[SecretSource, ...] = (_setting, *stores)
    if ask is not None:
        sources = (*sources, _prompt(ask))
    for source in sources:
        sourced = source(name, settings)
        if sourced is not None:
            return sourced
    return None


def from_file_or_command(name: SecretName, settings: Settings) -> SourcedSecret | None:
    """Return the secret from the descriptor or the command that the settings name, or None.

    Raises ConfigurationError if that fails.
    """
    return _descriptor(name, settings) or _command(name, settings)


def origin(name: SecretName, settings: Settings) -> str:
    """Name the store that would give a secret, '' for none.

    Only the keyring is queried: reading a descriptor or running a command has side effects.
    """
    if name.setting == ONE_TIME:
        return ""
    for setting in ("password_fd", "password_command"):
        if settings[setting]:
            return settings.source(setting)
    sourced = _keyring(name, settings)
    return "" if sourced is None else sourced.source


def _setting(name: SecretName, settings: Settings) -> SourcedSecret | None:
    """Take the secret from the settings, which have told ``redact`` about it already."""
    text = settings[name.setting]
    return SourcedSecret(text, settings.source(name.setting)) if text else None


def _descriptor(name: SecretName, settings: Settings) -> SourcedSecret | None:
    number = settings["password_fd"]
    if not number:
        return None
    from mini_nova_auth.secrets.password_fd import first_line

    source = settings.source("password_fd")
    return _learned(first_line(number, source), source)


def _command(name: SecretName, settings: Settings) -> SourcedSecret | None:
    command = settings["password_command"]
    if not command:
        return None
    from mini_nova_auth.secrets.password_command import first_line

    source = settings.source("password_command")
    return _learned(first_line(command, source), source)


def _keyring(name: SecretName, settings: Settings) -> SourcedSecret | None:
    from mini_nova_auth.secrets import keyring_store

    return _learned(keyring_store.find(name), "the keyring")


def _prompt(ask: Ask) -> SecretSource:
    """Turn a prompt into a source."""

    def source(name: SecretName, settings: Settings) -> SourcedSecret | None:
        return _learned(ask(name), "the prompt")

    return source


def _learned(secret: Secret, source: str) -> SourcedSecret | None:
    """Tell ``redact`` about a secret; None if it is ''."""
    if not secret:
        return None
    redact.learn(secret if isinstance(secret, str) else secret.secret)
    return SourcedSecret(secret, source)


STORES: tuple[SecretSource, ...] = (_descriptor, _command, _keyring)
