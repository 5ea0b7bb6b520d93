"""Secrets in the system's keyring. Every call has a time limit: a locked keyring may wait for ever.

There is no plain-text fallback: without a keyring, storing raises and finding returns ''.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.secrets.secret import Secret, SecretName, from_keyring, to_keyring

LOOKUP_LIMIT = 3.0  # seconds to look a secret up: other sources wait behind it
CHANGE_LIMIT = 60.0  # seconds to store or remove one on a desktop, where the user may unlock it
_outage: list[str] = []  # why the keyring failed: this process then leaves it alone
_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


def reset() -> None:
    """Forget that the keyring failed, for programs that run on after their user has unlocked it."""
    _outage.clear()


class Lookup(NamedTuple):
    """The result of a lookup: the secret ('' for none), and what is wrong with the keyring (''
    if nothing).
    """

    secret: Secret
    trouble: str = ""

    def __repr__(self) -> str:
        """Hide the secret, for tracebacks and logs."""
        return f"Lookup(has_secret={bool(self.secret)}, trouble={self.trouble!r})"


def find(name: SecretName) -> Secret:
    """Return the stored secret, '' for none. Warn once if the keyring does not answer."""
    is_first_failure = not _outage
    lookup = look_up(name)
    if lookup.trouble and is_first_failure:
        _log.warning("%s: going on without it", lookup.trouble)
    return lookup.secret


def look_up(name: SecretName) -> Lookup:
    """Look a secret up within LOOKUP_LIMIT seconds. A machine without a keyring is no trouble."""
    if _outage:
        return Lookup("", _outage[0])
    from keyring.errors import KeyringLocked, NoKeyringError

    try:
        return Lookup(_bounded(lambda: _read(_keyring(), name), LOOKUP_LIMIT))
    except NoKeyringError:
        return Lookup("")
    except TimeoutError:
        trouble = f"the keyring did not answer within {LOOKUP_LIMIT:g} s (is it locked?)"
    except KeyringLocked:
        trouble = "the keyring is locked"
    except Exception as problem:  # backends raise what their system raises
        _log.debug("no keyring", exc_info=True)
        trouble = f"the keyring cannot be read ({type(problem).__name__})"
    _outage.append(trouble)
    return Lookup("", trouble)


def store(name: SecretName, secret: Secret) -> Secret:
    """Store a secret and return the one it replaces, '' for none.

    Raises ConfigurationError if there is no keyring, if it keeps nothing (as keyring's null
    backend), or if it does not answer in time.
    """
    text = to_keyring(secret)

    def replace() -> Secret:
        backend = _keyring()
        previous = _read(backend, name)
        backend.set_password(name.service, name.account, text)
        if backend.get_password(name.service, name.account) != text:
            raise LookupError("it keeps nothing")
        return previous

    return _change(replace)


def require_usable(name: SecretName) -> None:
    """Raise ConfigurationError unless the keyring keeps a trial entry, which is removed again."""
    trial = name._replace(account=f"{name.account} (trial)")
    store(trial, "trial")
    remove(trial)


def remove(name: SecretName) -> Secret:
    """Remove a secret and return it; '' if there was none, or if there is no keyring.

    Raises ConfigurationError if the keyring fails, or does not answer in time.
    """
    from keyring.errors import NoKeyringError, PasswordDeleteError

    def delete() -> Secret:
        try:
            backend = _keyring()
            secret = _read(backend, name)
            backend.delete_password(name.service, name.account)
        except (NoKeyringError, PasswordDeleteError):
            return ""
        return secret

    return _change(delete)


def _read(backend: Any, name: SecretName) -> Secret:
    return from_keyring(backend.get_password(name.service, name.account) or "")


def _keyring() -> Any:
    """Return the keyring library, set to a backend that keeps secrets secret.

    A plain-text backend (of keyrings.alt) is used only if the user configured it, never because
    nothing better is installed. Raises NoKeyringError if no other is available.
    """
    import keyring
    from keyring import core
    from keyring.errors import NoKeyringError

    preferred = keyring.get_keyring()
    backends = list(getattr(preferred, "backends", [preferred]))
    secure = [backend for backend in backends if not _is_plain_text(backend)]
    is_configured = core.load_env() is not None or core.load_config() is not None
    if len(secure) < len(backends) and not is_configured:
        if not secure:
            raise NoKeyringError("only a plain-text keyring is installed")
        keyring.set_keyring(secure[0])
    return keyring


def _is_plain_text(backend: object) -> bool:
    return "plaintext" in type(backend).__name__.lower()


def _change(call: Callable[[], _Result]) -> _Result:
    """Run a change within its time limit. Raises ConfigurationError if the keyring fails."""
    from keyring.errors import KeyringLocked, NoKeyringError

    on_desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    limit = CHANGE_LIMIT if on_desktop else LOOKUP_LIMIT
    try:
        return _bounded(call, limit)
    except TimeoutError as problem:
        raise _locked(f"did not answer within {limit:g} s") from problem
    except KeyringLocked as problem:
        raise _locked("is locked") from problem
    except Exception as problem:  # backends raise what their system raises
        cause = "" if isinstance(problem, NoKeyringError) else f" ({type(problem).__name__})"
        raise ConfigurationError(
            f"there is no usable keyring on this machine{cause}, so nothing was stored or removed",
            hint="Install one (Secret Service, KWallet, macOS Keychain), or keep the password in "
            "secure.yaml.",
        ) from problem


def _locked(trouble: str) -> ConfigurationError:
    return ConfigurationError(
        f"the keyring {trouble}, so nothing was stored or removed",
        hint="Unlock it, then try again.",
    )


def _bounded(call: Callable[[], _Result], limit: float) -> _Result:
    """Run a call in its own thread.

    Raises TimeoutError after ``limit`` seconds, and what it raises.
    """
    results: list[_Result] = []
    problems: list[BaseException] = []

    def work() -> None:
        try:
            results.append(call())
        except BaseException as problem:
            problems.append(problem)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(limit)
    if problems:
        raise problems[0]
    if not results:
        raise TimeoutError
    return results[0]
