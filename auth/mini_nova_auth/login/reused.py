"""A login kept in memory, shared by all threads of a process."""

from __future__ import annotations

from contextlib import AbstractContextManager
from threading import RLock
from typing import TYPE_CHECKING

from mini_nova_auth import clock
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.source import Asking

if TYPE_CHECKING:
    from mini_nova_auth.login.source import AccessSource


class ReusedLogin:
    """Keep a login in memory, and replace it shortly before it ends or once it is refused."""

    def __init__(self, source: AccessSource, asking: Asking | None = None) -> None:
        self._source = source
        self._asking = asking or Asking()
        self._lock = RLock()  # one thread at a time logs in
        self._entry: Entry | None = None
        # Even new tokens seem spent: the identity service's clock makes no sense. They are used.
        self._ignores_expiry = False

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        """Return the login in memory, or a new one.

        It is a new one if there is none, or if that is spent, refused or outdated.
        """
        with self._lock:
            entry = self._entry
            if entry is None:
                return self._replace(refused, outdated)
            token = entry.access.token
            if token in (refused, outdated):
                return self._replace(refused, outdated)
            has_successor = bool(refused or outdated)  # which another thread has got
            if has_successor or self._ignores_expiry or entry.access.is_fresh(clock.read()):
                return entry
            return self._replace(token, "")

    def without_asking(self) -> AbstractContextManager[None]:
        """Let a login that would ask somebody raise AskFirst meanwhile."""
        return self._asking.forbidden()

    def update(self, entry: Entry, updated: Entry) -> None:
        """Replace an entry, unless another thread has logged in since it was returned."""
        with self._lock:
            if self._entry is entry:
                self._entry = updated

    def _replace(self, refused: str, outdated: str) -> Entry:
        entry = self._source.access(refused, outdated=outdated)
        self._ignores_expiry = not entry.access.is_fresh(clock.read())
        self._entry = entry
        return entry
