"""Booking with an idempotency key: a rerun, from any machine, finds the servers of the first run.

The servers carry the key in their metadata. The journal on this machine remembers a request that is
under way.
"""

from __future__ import annotations

from mini_nova.compute.api import Compute
from mini_nova.compute.boot.adoption import check_count, check_key
from mini_nova.compute.boot.booker import Booker
from mini_nova.compute.boot.booking import Booking
from mini_nova.compute.boot.journal import Journal
from mini_nova.compute.boot.matching import Mark, Server, difference
from mini_nova.compute.boot.siblings import add_siblings, list_siblings
from mini_nova.compute.boot.unknown_outcome import describe, forgetting, unknown_outcome
from mini_nova.compute.resources import servers
from mini_nova.errors import OutcomeUnknown
from mini_nova_auth import clock


class KeyedBooker:
    """A booker whose servers are found again by the key of its request's mark."""

    def __init__(self, compute: Compute, inner: Booker, journal: Journal) -> None:
        self._compute = compute
        self._inner = inner
        self._journal = journal

    def book(self) -> Booking:
        """Return the servers of an earlier run, or make them.

        Raises what Booker.book raises, and KeyConflict if the key belongs to another boot.
        """
        note = self._inner.listener.note
        return self._journal.run(self._compute.session, note, self._book_exclusively)

    def _book_exclusively(self) -> Booking:
        """Return the servers of an earlier run, or make them, while others wait."""
        earlier = self._find_earlier()
        if earlier is not None:
            return earlier
        booking = self._book_journaled()
        return self._settle_key(booking)

    def _find_earlier(self) -> Booking | None:
        """Return what an earlier run made, giving one that was killed halfway time to show."""
        mark = self._inner.search.mark()
        search = self._inner.search
        is_of_other_name = self._journal.is_of_other_name(mark.name)
        matches = search.look(mark, any_name=is_of_other_name).sure
        if not matches:
            matches = self._await_pending(mark)
        if not matches:
            return None
        check_key(mark, matches)
        if len(matches) < self._inner.request.min_count:
            matches = search.settle(mark, search.pauses.siblings).sure
        check_count(self._inner.request, mark, matches)
        self._journal.end()
        self._inner.listener.note(f"already booted with this key: {describe(matches)}")
        booking = self._inner.adopt(mark, matches)
        return booking._replace(earlier=True)

    def _await_pending(self, mark: Mark) -> list[Server]:
        """Wait for the server of a run that was cut off while its request was under way."""
        pending_since = self._journal.pending_since()
        if pending_since is None:
            return []
        elapsed = clock.seconds_since(pending_since, clock.read())
        settle = self._inner.search.pauses.settle
        remaining = min(settle - elapsed, settle)  # the clock may have been set back
        if remaining <= 0:
            return []
        self._inner.listener.note(
            "an earlier run with this key was interrupted; waiting for its server to appear"
        )
        return self._inner.search.settle(mark, remaining).sure

    def _book_journaled(self) -> Booking:
        """Book, leaving a note on this machine for as long as the outcome is unknown."""
        self._journal.begin()
        self._journal.remember(self._inner.request.name)
        with forgetting(self._journal.end):
            booking = self._inner.book()
        self._journal.end()
        return booking

    def _settle_key(self, booking: Booking) -> Booking:
        """Return the booking with all servers of the key.

        Keeps the older server if another machine booted with the key at the same time. Raises
        OutcomeUnknown.
        """
        request = self._inner.request
        try:
            matches = list_siblings(self._inner.search, request, booking)
        except OutcomeUnknown as problem:
            if not booking.is_complete:
                raise
            self._inner.listener.note(f"another machine's use of the key is unknown: {problem}")
            return booking
        if len(matches) > request.max_count:
            return self._yield_to_older(booking, matches)
        booking = add_siblings(request, booking, matches)
        self._inner.listener.on_booked(booking.ids)
        return booking

    def _yield_to_older(self, booking: Booking, matches: list[Server]) -> Booking:
        mark = booking.mark
        if not self._can_yield(mark, matches, booking):
            reason = f"several boots used the idempotency key '{mark.key}' at once"
            raise unknown_outcome(self._inner.request, reason, matches)
        oldest = matches[0]
        if oldest.get("id") in booking.ids:
            return booking
        (own_id,) = booking.ids
        self._inner.listener.note(
            f"another boot with this key was first: {describe([oldest])}; deleting {own_id}"
        )
        servers.delete(self._compute, own_id)
        return self._inner.adopt(mark, [oldest])

    def _can_yield(self, mark: Mark, matches: list[Server], booking: Booking) -> bool:
        """Return whether it is certain which servers are this boot's and which the other's."""
        if self._inner.request.max_count > 1 or len(booking.ids) != 1:
            return False
        differences = [difference(mark, server) for server in matches]
        return not any(differences)
