"""Where a secret comes from that no setting holds: a file descriptor, a command, the keyring, the user; in this order."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth import redact
from mini_nova_auth.secrets.keyring_store import Secret
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.settings.source import Value

MOMENTARY = "passcode"  # a secret that is good only once: it is neither kept nor printed by a password command


def find(
    secret: Secret, settings: Settings, prompt: Callable[[Secret], str] | None = None
) -> Value | None:
    """The secret, and where it came from; None where no source has it.

    ``prompt`` asks the user, '' where there is nobody to ask. Raises ConfigurationError where a source was named, and fails.
    """
    chain = (_descriptor, _command, _keyring) if secret.setting != MOMENTARY else ()
    for source in chain:
        found = source(secret, settings)
        if found is not None:
            redact.learn(found.value)
            return found
    typed = prompt(secret) if prompt else ""
    redact.learn(typed)
    return Value(typed, "the prompt") if typed else None


def origin(secret: Secret, settings: Settings) -> str:
    """Which source would give the secret, '' for none. Of these only the keyring is asked: the others have effects."""
    if secret.setting == MOMENTARY:
        return ""
    named = settings.source("password_fd") or settings.source("password_command")
    return named or ("the keyring" if _keyring(secret, settings) else "")


def _descriptor(secret: Secret, settings: Settings) -> Value | None:
    number, source = settings["password_fd"], settings.source("password_fd")
    if not number:
        return None
    from mini_nova_auth.secrets.password_fd import first_line

    return Value(first_line(number, source), source)


def _command(secret: Secret, settings: Settings) -> Value | None:
    command, source = settings["password_command"], settings.source("password_command")
    if not command:
        return None
    from mini_nova_auth.secrets.password_command import first_line

    return Value(first_line(command, source), source)


def _keyring(secret: Secret, settings: Settings) -> Value | None:
    from mini_nova_auth.secrets import keyring_store

    found = keyring_store.find(secret)
    return Value(found, "the keyring") if found else None
