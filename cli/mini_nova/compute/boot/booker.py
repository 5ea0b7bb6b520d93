"""Booking servers exactly once: a create request whose answer is lost is never sent again blindly.

After a lost answer we look for a server that the request may have made, and adopt it. If none
appears in time, the request is sent again; if several fit, we report them and stop.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova import signals
from mini_nova.compute.api import Compute
from mini_nova.compute.boot.adoption import adopt, check_key, choose_servers
from mini_nova.compute.boot.booking import Booking, Listener
from mini_nova.compute.boot.create_answer import LostAnswer, RateLimit
from mini_nova.compute.boot.create_call import send_create
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import Mark, Matches, Server
from mini_nova.compute.boot.server_search import ServerSearch
from mini_nova.compute.boot.unknown_outcome import interrupted, unknown_outcome
from mini_nova.errors import Interrupted, MiniNovaError
from mini_nova_auth import lenient
from mini_nova_auth.errors import AuthToolkitError

MOST_POSTS = 3


class Booker:
    """One boot: sends ``body`` and finds out what came of it."""

    def __init__(
        self,
        compute: Compute,
        request: BootRequest,
        body: Mapping[str, Any],
        *,
        search: ServerSearch,
        listener: Listener,
    ) -> None:
        self._compute = compute
        self.request = request
        self._body = body
        self.search = search
        self.listener = listener

    def book(self) -> Booking:
        """Make the servers of this boot.

        Raises a ServiceError if the cloud refuses, OutcomeUnknown, Interrupted, and what a session
        raises if nothing could be sent.
        """
        mark = self.search.mark()
        attempt = 0
        while True:
            attempt += 1
            started = time.monotonic()
            answer = self._send(mark)
            if isinstance(answer, dict):
                return self._booking_of(answer, mark)._replace(resent=attempt > 1)
            elapsed = time.monotonic() - started
            is_last = attempt == MOST_POSTS
            if isinstance(answer, RateLimit):
                servers = self._wait_out(mark, answer, attempt)
            else:
                servers = self._look_for_lost(mark, answer, elapsed, is_last)
            if servers:
                return self.adopt(mark, servers)

    def adopt(self, mark: Mark, servers: Sequence[Server]) -> Booking:
        """Take servers that were found as this boot's own."""
        booking = adopt(self.request, mark, servers)
        self.listener.on_booked(booking.ids)
        return booking

    def _booking_of(self, answer: Mapping[str, Any], mark: Mark) -> Booking:
        """Return the booking of a good answer."""
        ids = _answered_ids(answer)
        is_complete = len(ids) == self.request.max_count
        return Booking(answer, ids, mark, is_complete=is_complete)

    def _send(self, mark: Mark) -> dict[str, Any] | RateLimit | LostAnswer:
        """Send the request. An interrupt waits for the answer a little, so that no id is lost."""
        ids: tuple[str, ...] = ()
        try:
            with signals.postponed(self.search.pauses.last_answer):
                answer = send_create(self._compute, self._body, self.search.pauses.reconnect)
                if isinstance(answer, dict):
                    ids = _answered_ids(answer)
                    self.listener.on_booked(ids)
        except KeyboardInterrupt:
            if ids:
                raise  # they are known, and will be reported
            raise self._interruption(mark) from None
        return answer

    def _wait_out(self, mark: Mark, limit: RateLimit, attempt: int) -> list[Server]:
        """Wait as a rate limit asks, and look for a server before the request is sent again.

        Raises the limit's own error if the wait is too long, or this was the last attempt.
        """
        pauses = self.search.pauses
        wait = limit.wait or pauses.rate_limit * attempt
        if attempt == MOST_POSTS or wait > pauses.longest_obeyed:
            raise limit.problem
        self.listener.note(
            f"the cloud limits requests ({limit}); looking for the server in {wait:g} s, "
            "and sending the request again if there is none"
        )
        try:
            time.sleep(wait)
            servers = self.search.settle(mark, 0.0, adopting=True).sure
        except KeyboardInterrupt:
            raise self._interruption(mark) from None
        except (AuthToolkitError, MiniNovaError):
            raise limit.problem from None
        if mark.key:
            check_key(mark, servers)
        # Nothing was done, it said: more than the request can have made are other boots'.
        is_plausible = self.request.min_count <= len(servers) <= self.request.max_count
        return servers if is_plausible else []

    def _look_for_lost(
        self, mark: Mark, loss: LostAnswer, seconds: float, is_last: bool
    ) -> list[Server]:
        """Return the servers to adopt after an answer was lost ``seconds`` after its request.

        Without any, the request may be sent again. Raises OutcomeUnknown, KeyConflict or
        Interrupted, and the loss's own error if the request must not be sent again.
        """
        self.listener.note(
            f"the answer to the create request was lost ({loss}); looking for the server"
        )
        try:
            matches = self._wait_for_matches(mark, loss, seconds)
        except KeyboardInterrupt:
            raise self._interruption(mark) from None
        except (AuthToolkitError, MiniNovaError) as problem:
            reason = f"the answer was lost ({loss}), and looking for the server failed ({problem})"
            raise unknown_outcome(self.request, reason) from problem
        if mark.key:
            check_key(mark, matches.sure)
        servers = choose_servers(self.request, matches, loss)
        if servers:
            return servers
        if is_last or loss.is_final or loss.wait > self.search.pauses.longest_obeyed:
            raise self._failure(loss)
        self.listener.note(f"no server '{self.request.name}' appeared; sending the request again")
        return []

    def _wait_for_matches(self, mark: Mark, loss: LostAnswer, seconds: float) -> Matches:
        """Give the cloud time to show the server: longer if it took long to lose the answer."""
        pauses = self.search.pauses
        settle = min(pauses.settle + seconds / 2, pauses.longest_settle)
        if loss.wait <= pauses.longest_obeyed:
            settle = max(settle, loss.wait)
        if loss.is_before_work:
            settle = 0.0
        matches = self.search.settle(mark, settle, adopting=True)
        if not matches.sure or mark.key:
            return matches
        time.sleep(pauses.second_look)
        second = self.search.settle(mark, 0.0, adopting=True)
        return second if second.sure else matches

    def _interruption(self, mark: Mark) -> Interrupted:
        try:
            servers = self.search.look(mark).sure
        except (AuthToolkitError, MiniNovaError, KeyboardInterrupt):
            servers = []
        return interrupted(self.request, servers)

    def _failure(self, loss: LostAnswer) -> AuthToolkitError | MiniNovaError:
        """Return the problem of the last try: nothing was made."""
        problem = loss.problem
        sentence = f"No server '{self.request.name}' has appeared since."
        problem.hint = f"{sentence} {problem.hint}".strip()
        return problem


def _answered_ids(answer: Mapping[str, Any]) -> tuple[str, ...]:
    server_id = lenient.text_at(answer, "server", "id")
    return (server_id,) if server_id else ()
