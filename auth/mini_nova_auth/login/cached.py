"""A login from the cache: processes that need the same login at the same time make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from mini_nova_auth import clock
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.login.source import Asking

if TYPE_CHECKING:
    from mini_nova_auth.login.source import ColdSource


class CachedLogin:
    """Load the login from the cache; else get it from another source, under the cache's lock.

    The lock is released while that source asks somebody, and the cache is looked at again.
    """

    def __init__(
        self, source: ColdSource, plan: Plan, cache: Cache, asking: Asking | None = None
    ) -> None:
        self._source = source
        self._asking = asking or Asking()
        self._plan = plan
        self._cache = cache

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        """Return the cached login, or get and store a new one.

        It is a new one if there is none, or if that is spent, refused or outdated.
        """
        key = self._plan.key
        entry = self._cache.load(key)
        if self._is_usable(entry, refused, outdated):
            return self._with_cloud(entry)
        self._plan.require_complete()

        def attempt() -> Entry | None:
            with self._cache.lock(key):
                return self._cached_or_new(refused, outdated)

        return self._asking.log_in(self._source, attempt, refused)

    def _cached_or_new(self, refused: str, outdated: str) -> Entry | None:
        """Return the cached login, or get and store a new one. None if somebody has to be asked."""
        key = self._plan.key
        entry = self._cache.load(key)
        if self._is_usable(entry, refused, outdated):
            return entry
        entry = self._source.access(refused, outdated=outdated)
        if entry is not None:
            self._cache.store(key, entry)
        return entry

    def _with_cloud(self, entry: Entry) -> Entry:
        """Add the cloud's name to a login made by a program that does not know clouds' names."""
        selection = self._plan.selection
        if not selection.cloud or entry.selection.cloud:
            return entry
        key = self._plan.key
        with self._cache.lock(key):
            latest = self._cache.load(key)
            if latest is not None and not latest.selection.cloud:
                self._cache.store(key, latest._replace(selection=selection))
        return entry

    def _is_usable(self, entry: Entry | None, refused: str, outdated: str) -> TypeGuard[Entry]:
        """Whether a cached login is fresh, another than these, and of the settings' secrets."""
        if entry is None or entry.access.token in (refused, outdated):
            return False
        return entry.access.is_fresh(clock.read()) and self._plan.is_made_with(entry)
