"""Looking for the servers of one boot in Nova's listings."""

from __future__ import annotations

import time
from collections.abc import Sequence

from mini_nova.compute.api import Compute
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import Mark, Matches, Server, doubt, mark_of, matches
from mini_nova.compute.boot.pauses import Pauses
from mini_nova.compute.boot.pending_boots import PendingBoot, PendingBoots
from mini_nova.compute.boot.recent_boots import RecentBoots
from mini_nova.compute.names import plain_part
from mini_nova.compute.resources import servers
from mini_nova.errors import MiniNovaError
from mini_nova_auth import clock
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire import retry

SHORTEST_PAUSE = 0.05  # seconds between two looks
PAUSE_GROWTH = 1.5
PATIENCE = 4.0  # seconds for one look: one that fails is followed by another


class ServerSearch:
    """A search for the servers that ``request`` made, by its mark or by its idempotency ``key``.

    Servers that this machine booked for other boots (``recent``) never match, except by the key.
    Those that its other boots may have made (``pending``) are not adopted.
    """

    def __init__(
        self,
        compute: Compute,
        request: BootRequest,
        *,
        recent: RecentBoots,
        pending: PendingBoots,
        pauses: Pauses,
        key: str = "",
    ) -> None:
        self._compute = compute
        self._request = request
        self._recent = recent
        self.pending = pending
        self.pauses = pauses
        self._key = key

    def mark(self) -> Mark:
        """Return the mark of a create request sent now."""
        access = self._compute.session.access
        return mark_of(
            self._request,
            user_id=access.user.id,
            start=clock.read(),
            key=self._key,
        )

    def look(
        self,
        mark: Mark,
        *,
        adopting: bool = False,
        any_name: bool = False,
        patience: float = retry.PATIENCE,
    ) -> Matches:
        """List servers once and return those that match. Raises what a read raises.

        ``adopting``: those that another boot of this machine may have made are doubtful.
        ``any_name``: a server of the whole project may carry the key.
        """
        pattern = "" if any_name else plain_part(mark.name)
        candidates = self._list(pattern, patience)
        rivals: list[PendingBoot] = []
        if not mark.key:
            # In this order: a boot is among the recent ones before it is no longer pending.
            rivals = self.pending.rivals() if adopting else []
            candidates = [server for server in candidates if not self._is_of_other_boot(server)]
        session = self._compute.session
        since = session.server_time_at(mark.start)  # by the Date of the list
        result = matches(mark, candidates, since)
        return doubt(result, lambda name: any(rival.may_own(name) for rival in rivals))

    def settle(self, mark: Mark, seconds: float, *, adopting: bool = False) -> Matches:
        """Look until all servers of the request are there, or for so many seconds.

        A last look that fails is repeated for a while: a failed look proves nothing.
        Raises its error then.
        """
        deadline = time.monotonic() + seconds
        give_up = deadline + self.pauses.settle
        pause = self.pauses.first_look
        while True:
            result = self._try_to_look(mark, adopting)
            moment = time.monotonic()
            if isinstance(result, Matches):
                is_complete = len(result.sure) >= self._request.max_count
                if is_complete or moment >= deadline:
                    return result
            elif moment >= give_up:
                raise result
            if moment < deadline:
                remaining = max(deadline - moment, SHORTEST_PAUSE)
                pause = min(pause, remaining)
            time.sleep(pause)
            pause = min(pause * PAUSE_GROWTH, self.pauses.longest_look)

    def surplus(self, mark: Mark, ids: Sequence[str]) -> list[Server]:
        """Return servers besides ``ids`` if there are more than requested.

        They are the work of a lost request that was done late. Returns nothing if the look fails.
        """
        result = self._try_to_look(mark, adopting=True)
        if not isinstance(result, Matches) or len(result.sure) <= self._request.max_count:
            return []
        return [server for server in result.sure if server.get("id") not in ids]

    def _list(self, pattern: str, patience: float) -> list[Server]:
        query = [("name", pattern)] if pattern else []
        path = servers.path("/servers/detail", query)
        headers = self._compute.plain_headers
        items = self._compute.read_all(path, "servers", headers=headers, patience=patience)
        return list(items)

    def _is_of_other_boot(self, server: Server) -> bool:
        return self._recent.has_other(server.get("id"))

    def _try_to_look(
        self, mark: Mark, adopting: bool
    ) -> Matches | AuthToolkitError | MiniNovaError:
        try:
            return self.look(mark, adopting=adopting, patience=PATIENCE)
        except (AuthToolkitError, MiniNovaError) as problem:
            return problem
