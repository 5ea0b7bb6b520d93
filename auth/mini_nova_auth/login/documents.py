"""Version documents of services, stored in the cache beside the login if they are good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mini_nova_auth.access import discovery
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.wire.message import ACCEPT_JSON, DOCUMENT_STATUSES, Request, Response
from mini_nova_auth.wire.refusal import refusal
from mini_nova_auth.wire.retry import is_passing


class Documents:
    """Fetch version documents, each once among all processes. ``cache`` None stores none."""

    def __init__(
        self, plan: Plan, cache: Cache | None, send: Callable[[Request], Response]
    ) -> None:
        self._plan = plan
        self._cache = cache if plan.asks_identity else None
        self._send = send

    def add(self, entry: Entry, name: str, url: str) -> Entry:
        """Return the entry with the document at a URL (None if it has none), under a name.

        Raises Refused if the service is out of order for now, and what ``send`` raises.
        """
        if self._cache is None:
            return entry.with_document(name, self._fetch(url))
        document = self._fetch_once(self._cache, name, url)
        return entry.with_document(name, document)

    def forget(self) -> None:
        """Forget all documents that the cache stores for this login."""
        if self._cache is None:
            return
        key = self._plan.key
        with self._cache.lock(key):
            entry = self._cache.load(key)
            if entry is not None and entry.documents:
                self._cache.store(key, entry._replace(documents={}))

    def _fetch_once(self, cache: Cache, name: str, url: str) -> Any:
        """Return the document that the cache stores, or fetch and store it, under the cache's
        lock.
        """
        key = self._plan.key
        with cache.lock(key):
            entry = cache.load(key)
            if entry is not None and name in entry.documents:
                return entry.documents[name]
            document = self._fetch(url)
            if entry is not None and document is not None:
                cache.store(key, entry.with_document(name, document))
        return document

    def _fetch(self, url: str) -> dict[str, Any] | None:
        """Fetch the document at a URL without a token, None if it has none."""
        answer = self._send(Request("GET", url, ACCEPT_JSON))
        if is_passing(answer):
            raise refusal(answer)
        if answer.status not in DOCUMENT_STATUSES:
            return None
        document = answer.json_or_none()
        is_good = isinstance(document, dict) and bool(discovery.versions(document, url))
        return document if is_good else None
