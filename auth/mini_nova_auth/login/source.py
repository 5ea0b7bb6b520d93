"""Where a login comes from. Sources wrap each other, and ``connection`` composes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from mini_nova_auth.errors import ConfigurationError

if TYPE_CHECKING:
    from mini_nova_auth.login.entry import Entry


class AccessSource(Protocol):
    """A source of logins: memory or the cache."""

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        """Return a fresh login.

        ``refused`` is a token that a service did not accept; ``outdated`` is one that works, but
        whose catalog may be out of date. Raises ConfigurationError, AuthenticationFailed,
        Unavailable or ProtocolError.
        """
        ...


class ColdSource(Protocol):
    """A source that logs in: by a token of another scope, or by the secrets.

    Other processes may wait for a login, but not for a person or an identity provider: whatever is
    asked of them is a call of its own.
    """

    def access(self, refused: str = "", *, outdated: str = "") -> Entry | None:
        """Return a new login by what is at hand, None if somebody has to be asked first.

        Raises what AccessSource.access raises.
        """
        ...

    def ask(self) -> None:
        """Ask for what is not at hand. Raises what AccessSource.access raises."""
        ...


class LazySource:
    """A source that is made when it is first used: a command with a cached login never loads it."""

    def __init__(self, make: Callable[[], ColdSource]) -> None:
        self._make = make
        self._made: ColdSource | None = None

    def access(self, refused: str = "", *, outdated: str = "") -> Entry | None:
        """Return a login of the source."""
        return self._source().access(refused, outdated=outdated)

    def ask(self) -> None:
        """Ask for what the source needs."""
        self._source().ask()

    def _source(self) -> ColdSource:
        """Return the source, which is made now if need be."""
        if self._made is None:
            self._made = self._make()
        return self._made


class DirectLogin:
    """A login by a cold source, without a cache."""

    def __init__(self, source: ColdSource, asking: Asking) -> None:
        self._source = source
        self._asking = asking

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        """Log in, and ask for what is not at hand."""

        def attempt() -> Entry | None:
            return self._source.access(refused, outdated=outdated)

        return self._asking.log_in(self._source, attempt, refused)


class AskFirst(ConfigurationError):
    """Somebody has to be asked for a login while others wait for this process.

    Get a new login in place of the one whose token is ``refused``, then try again.
    """

    def __init__(self, refused: str) -> None:
        super().__init__("the login has ended, and a new one needs somebody")
        self.refused = refused


class Asking:
    """Whether persons and identity providers may be asked for a login now."""

    def __init__(self) -> None:
        self._is_allowed = True

    @contextmanager
    def forbidden(self) -> Iterator[None]:
        """Let a login that would ask somebody raise AskFirst meanwhile."""
        self._is_allowed = False
        try:
            yield
        finally:
            self._is_allowed = True

    def log_in(
        self, source: ColdSource, attempt: Callable[[], Entry | None], refused: str
    ) -> Entry:
        """Return what an attempt brings, after asking for whatever it lacks."""
        while True:
            entry = attempt()
            if entry is not None:
                return entry
            if not self._is_allowed:
                raise AskFirst(refused)
            source.ask()
