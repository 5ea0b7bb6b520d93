"""A login kept in memory, shared by all threads of a process."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from mini_nova_auth import clock
from mini_nova_auth.login.entry import Entry

if TYPE_CHECKING:
    from mini_nova_auth.login.source import AccessSource


class ReusedLogin:
    """Keep a login in memory, and replace it shortly before it ends or once it is refused."""

    def __init__(self, source: AccessSource) -> None:
        self._source = source
        self._lock = RLock()  # one thread at a time logs in
        self._entry: Entry | None = None
        # Even new tokens seem spent: the identity service's clock makes no sense. They are used.
        self._ignores_expiry = False

    def access(self, refused: str = "") -> Entry:
        """Return the login in memory, or a new one if there is none, it is spent or it is refused."""
        with self._lock:
            entry = self._entry
            if entry is None:
                return self._replace(refused)
            token = entry.access.token
            if refused:  # but another thread may have replaced the refused token already
                return self._replace(refused) if refused == token else entry
            if self._ignores_expiry or entry.access.is_fresh(clock.read()):
                return entry
            return self._replace(token)

    def update(self, entry: Entry, updated: Entry) -> None:
        """Replace an entry, unless another thread has logged in since it was returned."""
        with self._lock:
            if self._entry is entry:
                self._entry = updated

    def _replace(self, refused: str) -> Entry:
        entry = self._source.access(refused)
        self._ignores_expiry = not entry.access.is_fresh(clock.read())
        self._entry = entry
        return entry
