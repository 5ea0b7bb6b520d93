"""AccessSource: where a login comes from. Sources wrap each other, and ``connection`` composes them."""

from __future__ import annotations

from typing import Protocol

from mini_nova_auth.login.entry import Entry


class AccessSource(Protocol):
    """A source of logins: memory, the cache, a token of another scope, or the secrets."""

    def access(self, refused: str = "") -> Entry:
        """Return a fresh login. ``refused`` is a token that a service did not accept.

        Raises ConfigurationError, AuthenticationFailed, Unavailable or ProtocolError.
        """
        ...
