"""AccessSource: where a login comes from. Sources wrap each other, and ``connection`` composes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mini_nova_auth.login.entry import Entry


class AccessSource(Protocol):
    """A source of logins: memory, the cache, a token of another scope, or the secrets."""

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        """Return a fresh login.

        ``refused`` is a token that a service did not accept; ``outdated`` is one that works, but
        whose catalog may be out of date.
        Raises ConfigurationError, AuthenticationFailed, Unavailable or ProtocolError.
        """
        ...


class LazySource:
    """A source that is made when it is first used: a command with a cached login never loads it."""

    def __init__(self, make: Callable[[], AccessSource]) -> None:
        self._make = make
        self._source: AccessSource | None = None

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        """Return a login of the source, which is made now if need be."""
        if self._source is None:
            self._source = self._make()
        return self._source.access(refused, outdated=outdated)
