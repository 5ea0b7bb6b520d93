"""Secrets in the system's keyring. Every call is bounded: a locked keyring waits for its user, perhaps for ever.

There is no plain-text fallback: without a keyring, storing raises and looking up finds nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from mini_nova_auth.errors import ConfigurationError

LOOKING = 3.0  # seconds for looking a secret up: other sources wait behind it
CHANGING = 60.0  # seconds for storing or removing one: its user may have to unlock the keyring
_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


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
    """The stored secret; '' where there is none, no keyring, or no answer in time (which is said)."""
    health_now = health(secret)
    if health_now.trouble:
        _log.warning("%s: going on without it", health_now.trouble)
    return health_now.found


def health(secret: Secret) -> Health:
    """Looks a secret up, for LOOKING seconds at most. A machine without a keyring is no trouble."""
    import keyring
    from keyring.errors import NoKeyringError

    try:
        return Health(_bounded(lambda: keyring.get_password(secret.service, secret.account), LOOKING) or "")
    except NoKeyringError:
        return Health("")
    except TimeoutError:
        return Health("", f"the keyring did not answer within {LOOKING:g} s (is it locked?)")
    except Exception as problem:  # backends raise what their system raises
        _log.debug("no keyring", exc_info=True)
        return Health("", f"the keyring cannot be read ({type(problem).__name__}; is it locked?)")


def store(secret: Secret, value: str) -> None:
    """Stores a secret. Raises ConfigurationError where there is no keyring, or no answer in time."""
    import keyring

    _changed(lambda: keyring.set_password(secret.service, secret.account, value))


def remove(secret: Secret) -> bool:
    """Removes a secret; whether there was one. Raises ConfigurationError as ``store`` does."""
    import keyring
    from keyring.errors import PasswordDeleteError

    def delete() -> bool:
        try:
            keyring.delete_password(secret.service, secret.account)
        except PasswordDeleteError:
            return False
        return True

    return _changed(delete)


def _changed(call: Callable[[], _Result]) -> _Result:
    try:
        return _bounded(call, CHANGING)
    except TimeoutError as problem:
        raise ConfigurationError(
            f"the keyring did not answer within {CHANGING:g} s", hint="Unlock it, then try again."
        ) from problem
    except Exception as problem:  # backends raise what their system raises
        raise ConfigurationError(
            "there is no usable keyring on this machine, so nothing was stored or removed",
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
