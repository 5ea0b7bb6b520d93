"""The servers that boots with an idempotency key made, to be deleted."""

from __future__ import annotations

import time
from collections.abc import Callable

from mini_nova.compute.api import Compute
from mini_nova.compute.boot.journal import Journal
from mini_nova.compute.boot.matching import Server, carries_key
from mini_nova.compute.boot.pauses import Pauses
from mini_nova_auth import clock


class KeyedServers:
    """The servers of a project that carry ``key`` in their metadata."""

    def __init__(self, compute: Compute, key: str, pauses: Pauses) -> None:
        self._compute = compute
        self._key = key
        self._pauses = pauses

    def look(self) -> list[Server]:
        """List servers once and return those with the key. Raises what a read raises."""
        servers = self._compute.read_all("/servers/detail", "servers")
        return [server for server in servers if carries_key(server, self._key)]

    def find(self, journal: Journal, note: Callable[[str], None]) -> list[Server]:
        """Return the servers, giving the cloud time to show those of a boot that was cut off.

        The journal says whether there is such a boot. Raises what a read raises.
        """
        servers = self.look()
        pending_since = journal.pending_since()
        if servers or pending_since is None:
            return servers
        elapsed = clock.seconds_since(pending_since, clock.read())
        settle = self._pauses.settle
        deadline = time.monotonic() + min(settle - elapsed, settle)  # a clock may be set back
        if time.monotonic() < deadline:
            note("a boot with this key was interrupted; waiting for its servers to appear")
        while not servers and time.monotonic() < deadline:
            time.sleep(self._pauses.first_look)
            servers = self.look()
        return servers
