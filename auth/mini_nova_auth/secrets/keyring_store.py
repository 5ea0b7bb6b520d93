"""Secrets in the system's keyring. Every call is bounded: a locked keyring waits for its user, perhaps for ever.

There is no plain-text fallback: without a keyring, storing raises and looking up finds nothing.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from mini_nova_auth.errors import ConfigurationError

LOOKING = 3.0  # seconds for looking a secret up: other sources wait behind it
CHANGING = (
    60.0  # seconds for storing or removing one where its user may be asked to unlock the keyring
)
_given_up: list[
    str
] = []  # what was the matter with the keyring: it is asked once in a process, not again and again
_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


def ask_again() -> None:
    """Forgets that the keyring gave no answer, for programs that run on after their user has unlocked it."""
    _given_up.clear()


class Secret(NamedTuple):
    """A secret that a login needs: which setting it is, what to call it, and whose it is (cloud and account)."""

    setting: str
    label: str
    cloud: str
    account: str

    @property
    def service(self) -> str:
        """The keyring's name for the cloud."""
        return f"mini-nova {self.cloud}"


class Health(NamedTuple):
    """What looking a secret up came to: the secret, or '' and perhaps what is the matter with the keyring."""

    found: str
    trouble: str = ""

    def __repr__(self) -> str:
        return f"Health(found={bool(self.found)}, trouble={self.trouble!r})"


def find(secret: Secret) -> str:
    """The stored secret; '' where there is none, no keyring, or no answer in time (which is said once)."""
    known = bool(_given_up)
    health_now = health(secret)
    if health_now.trouble and not known:
        _log.warning("%s: going on without it", health_now.trouble)
    return health_now.found


def health(secret: Secret) -> Health:
    """Looks a secret up, for LOOKING seconds at most. A machine without a keyring is no trouble."""
    if _given_up:
        return Health("", _given_up[0])
    from keyring.errors import KeyringLocked, NoKeyringError

    try:
        return Health(
            _bounded(lambda: _keyring().get_password(secret.service, secret.account), LOOKING) or ""
        )
    except NoKeyringError:
        return Health("")
    except TimeoutError:
        _given_up.append(f"the keyring did not answer within {LOOKING:g} s (is it locked?)")
    except KeyringLocked:
        _given_up.append("the keyring is locked")
    except Exception as problem:  # backends raise what their system raises
        _log.debug("no keyring", exc_info=True)
        _given_up.append(f"the keyring cannot be read ({type(problem).__name__})")
    return Health("", _given_up[0])


def store(secret: Secret, value: str) -> str:
    """Stores a secret, and returns what it took the place of, '' for nothing.

    Raises ConfigurationError where there is no keyring, one that keeps nothing (keyring's null backend), or no answer
    in time.
    """

    def replaced() -> str:
        backend = _keyring()
        held = backend.get_password(secret.service, secret.account)
        backend.set_password(secret.service, secret.account, value)
        if backend.get_password(secret.service, secret.account) != value:
            raise LookupError("it keeps nothing")
        return held or ""

    return _changed(replaced)


def remove(secret: Secret) -> str:
    """Removes a secret, and returns what it was; '' where there was none, or where there is no keyring.

    Raises ConfigurationError where it cannot be told, or not in time.
    """
    from keyring.errors import NoKeyringError, PasswordDeleteError

    def taken() -> str:
        try:
            backend = _keyring()
            held = backend.get_password(secret.service, secret.account)
            backend.delete_password(secret.service, secret.account)
        except (NoKeyringError, PasswordDeleteError):
            return ""
        return held or ""

    return _changed(taken)


def _keyring() -> Any:
    """The keyring library, with a backend that keeps secrets secret.

    Where a plain-text one would be taken for want of a better (keyrings.alt is installed), it is left out; asked for by
    name it is used. Raises NoKeyringError where no other is left.
    """
    import keyring
    from keyring import core
    from keyring.errors import NoKeyringError

    chosen = keyring.get_keyring()
    several = list(getattr(chosen, "backends", [chosen]))
    secretive = [
        backend for backend in several if "plaintext" not in type(backend).__name__.lower()
    ]
    if len(secretive) < len(several) and core.load_env() is None and core.load_config() is None:
        if not secretive:
            raise NoKeyringError("only a plain-text keyring is installed")
        keyring.set_keyring(secretive[0])
    return keyring


def _changed(call: Callable[[], _Result]) -> _Result:
    from keyring.errors import KeyringLocked, NoKeyringError

    limit = CHANGING if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else LOOKING
    try:
        return _bounded(call, limit)
    except TimeoutError as problem:
        raise ConfigurationError(
            f"the keyring did not answer within {limit:g} s, so nothing was stored or removed",
            hint="Unlock it, then try again.",
        ) from problem
    except KeyringLocked as problem:
        raise ConfigurationError(
            "the keyring is locked, so nothing was stored or removed",
            hint="Unlock it, then try again.",
        ) from problem
    except Exception as problem:  # backends raise what their system raises
        what = "" if isinstance(problem, NoKeyringError) else f" ({type(problem).__name__})"
        raise ConfigurationError(
            f"there is no usable keyring on this machine{what}, so nothing was stored or removed",
            hint="Install one (Secret Service, KWallet, macOS Keychain), or keep the password in secure.yaml.",
        ) from problem


def _bounded(call: Callable[[], _Result], limit: float) -> _Result:
    """The result of a call, made in a thread of its own. Raises TimeoutError, and what the call raises."""
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
