"""Booting exactly once: a create request whose answer is lost is never sent again blindly.

After a lost answer the cloud is asked whether a server appeared that this request may have made: one is adopted; none
after the cloud has had time to show it means that it may be sent again; more than one means that nobody can tell, and
nothing more is sent. With an idempotency key the servers carry it in their metadata, so that a rerun finds them for
certain.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mini_nova.compute.api import Compute
from mini_nova.compute.boot.create_answer import Lost, created, is_refusal, senseless
from mini_nova.compute.boot.create_request import Wanted
from mini_nova.compute.boot.journal import Journal
from mini_nova.compute.boot.matching import (
    RESERVATION,
    Mark,
    differs,
    mark_of,
    matches,
    of_one_request,
)
from mini_nova.compute.boot.recent_boots import Recent
from mini_nova.compute.names import plain_pattern
from mini_nova.compute.resources import servers
from mini_nova.compute.service import translated
from mini_nova.errors import Conflict, Interrupted, MiniNovaError, OutcomeUnknown
from mini_nova_auth import clock, lenient
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.session import refusal
from mini_nova_auth.wire.message import Response

MOST_POSTS = 3
TRIES_TO_CONNECT = 3
SETTLE = 15.0  # seconds that the cloud has to show a server whose answer was lost
LONGEST_SETTLE = 40.0
LONGEST_OBEYED = 120.0  # seconds of Retry-After that are waited for
_FIRST_LOOK, _LONGEST_PAUSE = 0.5, 3.0
_SIBLINGS_SHOW = (
    2.0  # seconds for all servers of one request to be listed; they are, by the time of its answer
)
_SECOND_LOOK = 1.0  # seconds between finding a match and making sure that it is the only one


class Booked(NamedTuple):
    """The outcome: what the create request answered (or what was found in its place), and the ids that are known.

    ``adopted`` tells that the answer was lost, ``again`` that the request was sent more than once, ``earlier`` that
    another run with the key made the servers.
    """

    answer: Mapping[str, Any]
    ids: tuple[str, ...]
    mark: Mark
    adopted: bool = False
    again: bool = False
    earlier: bool = False


class Booking:
    """One boot. ``made`` is told the ids as soon as there are some, ``note`` what goes on when it is not the plain way.

    ``recent`` are the servers that this machine booked for other boots.
    """

    def __init__(
        self,
        compute: Compute,
        wanted: Wanted,
        body: Mapping[str, Any],
        *,
        key: str = "",
        journal: Journal | None = None,
        recent: Recent | None = None,
        made: Callable[[tuple[str, ...]], None] = lambda ids: None,
        note: Callable[[str], None] = lambda text: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._compute = compute
        self._wanted = wanted
        self._body = body
        self._key = key
        self._journal = journal
        self._recent = recent
        self._made = made
        self._note = note
        self._sleep = sleep
        self._ours: tuple[str, ...] = ()
        self._doubtful: list[dict[str, Any]] = []

    def book(self) -> Booked:
        """The servers of this boot, made now or by an earlier run with the key.

        Raises a ServiceError where the cloud refused, OutcomeUnknown, Conflict (the key belongs to another boot), and
        what a session raises where nothing could be sent.
        """
        if self._journal is None:
            return self._post_until_known()
        with self._journal.only_one():
            return self._earlier() or self._post_with_key(self._journal)

    def strangers(self, booked: Booked) -> list[dict[str, Any]]:
        """Servers that fit the request and are not among the booked ones: a lost request that was done late."""
        try:
            return [
                server for server in self._look(booked.mark) if server.get("id") not in booked.ids
            ]
        except (AuthToolkitError, MiniNovaError):
            return []

    def all_of(self, booked: Booked) -> tuple[str, ...]:
        """The ids of every server that the request made, where the answer named one of several, or a reservation.

        Raises OutcomeUnknown where they cannot be told from others, or do not show.
        """
        found = of_one_request(
            self._settle(booked.mark, _SIBLINGS_SHOW),
            booked.ids,
            lenient.text(booked.answer.get("reservation_id")),
        )
        if not found and not booked.ids:
            raise self._unknown(
                f"none shows of {booked.answer.get('reservation_id')}", self._doubtful
            )
        if len(found) > self._wanted.max_count:
            raise self._unknown(
                "its servers cannot be told from those of another boot in the same second", found
            )
        ids = tuple(
            dict.fromkeys([*booked.ids, *(lenient.text(server.get("id")) for server in found)])
        )
        self._tell(ids)
        return ids

    def _earlier(self) -> Booked | None:
        """What an earlier run with the key made. Waits where one was killed while its request was under way."""
        mark = self._mark()
        found = self._look(mark)
        sent = self._journal.sent() if self._journal else None
        if not found and sent is not None:
            left = min(SETTLE - clock.seconds_since(sent, clock.read()), SETTLE)
            if left > 0:
                self._note(
                    "an earlier run with this key was cut off; waiting for its server to show"
                )
                found = self._settle(mark, left)
        if not found:
            return None
        self._check_key(mark, found)
        if self._journal:
            self._journal.end()
        self._note(f"booted before with this key: {_listed(found)}")
        return self._adopted(mark, found)._replace(earlier=True)

    def _check_key(self, mark: Mark, found: list[dict[str, Any]]) -> None:
        """Raises Conflict where a server that carries the key is not what is asked for now."""
        wrong = next(filter(None, (differs(mark, server) for server in found)), "")
        if wrong:
            raise Conflict(
                f"the idempotency key '{self._key}' belongs to another boot: {_listed(found)} has another {wrong}",
                hint="Use a key of its own for each boot.",
            )

    def _tell(self, ids: tuple[str, ...]) -> None:
        """The ids, to whoever must not lose them."""
        self._ours = ids
        self._made(ids)
        if self._recent is not None:
            self._recent.add(ids)

    def _post_with_key(self, journal: Journal) -> Booked:
        journal.begin()
        try:
            booked = self._post_until_known()
        except MiniNovaError as problem:
            if not isinstance(problem, (OutcomeUnknown, Interrupted)):
                journal.end()
            raise
        except AuthToolkitError:
            journal.end()
            raise
        journal.end()
        return self._yield_to_older(booked)

    def _yield_to_older(self, booked: Booked) -> Booked:
        """Where another machine booted with the same key at the same time, the older server stays and ours goes."""
        others = self.strangers(booked)
        if not others:
            return booked
        every = self._look(booked.mark)
        foreign = any(differs(booked.mark, server) for server in every)
        if self._wanted.max_count > 1 or not every or len(booked.ids) != 1 or foreign:
            raise self._unknown(
                f"several boots used the idempotency key '{self._key}' at once", every
            )
        oldest = every[0]
        if oldest.get("id") in booked.ids:
            return booked
        self._note(
            f"another boot with this key was first: {_listed([oldest])}; deleting {booked.ids[0]}"
        )
        servers.delete(self._compute, booked.ids[0])
        return self._adopted(booked.mark, [oldest])

    def _post_until_known(self) -> Booked:
        for attempt in range(1, MOST_POSTS + 1):
            mark, started = self._mark(), time.monotonic()
            try:
                outcome = self._try()
            except KeyboardInterrupt:
                raise self._interrupted(mark) from None
            if not isinstance(outcome, Lost):
                self._tell(_ids(outcome))
                return Booked(outcome, _ids(outcome), mark, again=attempt > 1)
            lost = outcome
            self._note(
                f"the answer to the create request was lost ({lost}); looking for the server"
            )
            found = self._look_after(mark, time.monotonic() - started, lost)
            if found:
                return self._adopted(mark, found)
            if lost.is_final:
                break
            if attempt < MOST_POSTS:
                self._note(f"no server '{self._wanted.name}' appeared; sending the request again")
        lost.problem.hint = (
            f"No server '{self._wanted.name}' has appeared since. {lost.problem.hint}".strip()
        )
        raise lost.problem

    def _try(self) -> dict[str, Any] | Lost:
        """What the create request answered, or what came in the place of an answer. Raises where it was refused."""
        try:
            answer = self._post()
        except (Unavailable, ProtocolError) as problem:
            if isinstance(problem, Unavailable) and not problem.sent:
                raise
            return Lost(problem)
        made = created(answer)
        if made is not None:
            return made
        if not answer.is_error:
            return Lost(senseless(answer))
        refused = translated(refusal(answer))
        if is_refusal(answer):
            raise refused
        return Lost(refused, refused.retry_after or 0.0)

    def _post(self) -> Response:
        """The answer to the request; again only where it certainly was not sent."""
        for attempt in range(TRIES_TO_CONNECT):
            try:
                return self._compute.send("POST", "/servers", self._body)
            except Unavailable as problem:
                if problem.sent or not problem.passing or attempt + 1 == TRIES_TO_CONNECT:
                    raise
                self._sleep(_FIRST_LOOK * 2**attempt)
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _look_after(self, mark: Mark, took: float, lost: Lost) -> list[dict[str, Any]]:
        """The matches after a lost answer, none after the settling time. Raises OutcomeUnknown, Interrupted."""
        settle = 0.0 if lost.is_at_the_door else min(SETTLE + took / 2, LONGEST_SETTLE)
        try:
            if lost.wait:
                self._sleep(min(lost.wait, LONGEST_OBEYED))
            found = self._settle(mark, settle)
            if found and not mark.key:
                self._sleep(_SECOND_LOOK)
                found = self._look(mark) or found
        except KeyboardInterrupt:
            raise self._interrupted(mark) from None
        except (AuthToolkitError, MiniNovaError) as blind:
            raise self._unknown(
                f"the answer was lost ({lost}), and looking for the server failed ({blind})", []
            ) from blind
        if mark.key:
            self._check_key(mark, found)
        if not found and self._doubtful:
            raise self._unknown(
                f"the answer was lost ({lost}), and nobody can tell whose this is", self._doubtful
            )
        if len(found) > self._wanted.max_count:
            raise self._unknown(
                f"the answer was lost ({lost}), and more than one server fits", found
            )
        if found and len(found) < self._wanted.min_count:
            raise self._unknown(
                f"the answer was lost ({lost}), and fewer servers fit than were asked for", found
            )
        return found

    def _settle(self, mark: Mark, seconds: float) -> list[dict[str, Any]]:
        """The matches as soon as there are enough, or what there is when the time is over. Raises the last trouble."""
        until, pause = time.monotonic() + seconds, _FIRST_LOOK
        while True:
            trouble: Exception | None = None
            found: list[dict[str, Any]] = []
            try:
                found = self._look(mark)
            except (AuthToolkitError, MiniNovaError) as problem:
                trouble = problem
            left = until - time.monotonic()
            if len(found) >= self._wanted.max_count or left <= 0:
                if trouble is not None:
                    raise trouble
                return found
            self._sleep(min(pause, max(left, 0.05)))
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _look(self, mark: Mark) -> list[dict[str, Any]]:
        """The servers that surely fit, oldest first; the doubtful ones are kept in mind."""
        pattern = "" if mark.key else plain_pattern(mark.name)
        path = servers.path("/servers/detail", [("name", pattern)] if pattern else [])
        listed = list(
            self._compute.read_all(path, "servers", headers=self._compute.plain_headers())
        )
        if self._recent is not None and not mark.key:
            listed = [
                s for s in listed if s.get("id") in self._ours or s.get("id") not in self._recent
            ]
        found = matches(mark, listed, self._compute.session.server_time_at(mark.sent))
        self._doubtful = found.doubtful
        return found.sure

    def _mark(self) -> Mark:
        user = self._compute.session.access.user
        return mark_of(self._wanted, user_id=user.id, sent=clock.read(), key=self._key)

    def _adopted(self, mark: Mark, found: list[dict[str, Any]]) -> Booked:
        ids = tuple(lenient.text(server.get("id")) for server in found)
        self._tell(ids)
        if self._wanted.return_reservation_id:
            reservation = lenient.text(found[0].get(RESERVATION))
            return Booked({"reservation_id": reservation}, ids, mark, adopted=True)
        return Booked({"server": found[0]}, ids, mark, adopted=True)

    def _unknown(self, why: str, found: list[dict[str, Any]]) -> OutcomeUnknown:
        there = f": {_listed(found)}" if found else ""
        return OutcomeUnknown(
            f"server '{self._wanted.name}' may or may not have been booted; {why}{there}",
            hint=f"See 'mini-nova list --name {self._wanted.name}' before booting again.",
        )

    def _interrupted(self, mark: Mark) -> Interrupted:
        try:
            found = self._look(mark)
        except (AuthToolkitError, MiniNovaError, KeyboardInterrupt):
            found = []
        there = f"there is {_listed(found)}" if found else "no such server is there yet"
        return Interrupted(
            f"interrupted while server '{self._wanted.name}' was being asked for; {there}",
            hint=f"It may still appear: see 'mini-nova list --name {self._wanted.name}'.",
        )


def _ids(answer: Mapping[str, Any]) -> tuple[str, ...]:
    server_id = lenient.text(lenient.mapping(answer.get("server")).get("id"))
    return (server_id,) if server_id else ()


def _listed(found: list[dict[str, Any]]) -> str:
    return ", ".join(
        f"{lenient.text(server.get('name'))} ({lenient.text(server.get('id'))})" for server in found
    )
