"""Version documents of services, stored in the cache beside the login."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.plan import Plan


class Documents:
    """Fetch version documents, each once among all processes. ``cache`` None stores none."""

    def __init__(self, plan: Plan, cache: Cache | None, fetch: Callable[[str], Any]) -> None:
        self._plan = plan
        self._cache = cache if plan.asks_identity else None
        self._fetch = fetch

    def add(self, entry: Entry, name: str, url: str) -> Entry:
        """Return the entry with the document at a URL, under a name. Raises what ``fetch`` raises."""
        if self._cache is None:
            return entry.with_document(name, self._fetch(url))
        key = self._plan.key
        with self._cache.lock(key):
            stored = self._cache.load(key)
            if stored is not None and name in stored.documents:
                return entry.with_document(name, stored.documents[name])
            document = self._fetch(url)
            if stored is not None:
                self._cache.store(key, stored.with_document(name, document))
        return entry.with_document(name, document)
