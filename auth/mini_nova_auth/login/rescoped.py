"""A login by exchanging a token of the same identity in the cache, of whatever scope."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth import clock
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
)
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.login.source import ColdSource
from mini_nova_auth.methods.method import Method


class RescopedLogin:
    """Rescope a cached token; else use another source, whose secret may be allowed what it is not."""

    def __init__(
        self, source: ColdSource, plan: Plan, cache: Cache, run: Callable[[Method], Access]
    ) -> None:
        self._source = source
        self._plan = plan
        self._cache = cache
        self._run = run
        self._refusal: AuthToolkitError | None = None  # of the token: no other is tried

    def access(self, refused: str = "", *, outdated: str = "") -> Entry | None:
        """Return a login in the planned scope. The outdated token is as good as another's.

        None if the other source has to ask somebody. Raises what the other source raises.
        """
        is_tried = bool(refused) or self._refusal is not None
        other = None if is_tried else self._other_entry()
        if other is not None:
            try:
                return self._exchange(other)
            except (AuthenticationFailed, ProtocolError) as refusal:
                if outdated and not self._plan.secret_settings:
                    raise  # a page is no remedy for a catalog
                self._refusal = refusal
        entry = self._source.access(refused, outdated=outdated)
        if entry is not None:
            self._refusal = None
        return entry

    def ask(self) -> None:
        """Ask for what the other source needs.

        Raises what that raises; or Keystone's refusal of the token, if the other source needs a
        user who is not there.
        """
        refusal = self._refusal
        try:
            self._source.ask()
        except ConfigurationError as problem:
            self._refusal = None
            if refusal is None or self._plan.secret_settings:
                raise
            refusal.hint = (
                f"Check the project and the role there. No new login was made: {problem.message}."
            )
            raise refusal from problem

    def _exchange(self, other: Entry) -> Entry:
        identity = Identity(other.access.version, other.access.auth_url)
        method = self._plan.exchange(identity, other.access.token)
        entry = self._plan.entry(self._run(method))
        return entry._replace(fingerprints=other.fingerprints)

    def _other_entry(self) -> Entry | None:
        """Return a fresh login of the same identity and secrets, None if there is none.

        If one has the planned scope, it is outdated.
        """
        if self._plan.kind == "applicationcredential":  # it has one scope only
            return None
        for entry in self._cache.load_scopes(self._plan.key):
            access = entry.access
            is_exchangeable = access.version != "1" and access.is_fresh(clock.read())
            if is_exchangeable and self._plan.is_made_with(entry):
                return entry
        return None
