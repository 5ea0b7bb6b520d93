"""Repeating a request: exponential back-off with jitter, ``Retry-After`` obeyed, a total limit.

Only for requests that do no harm if repeated: reads, deletes and logins. Never for a POST that
creates something.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from time import monotonic, sleep
from typing import Protocol, TypeVar

from mini_nova_auth import clock
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.wire.message import (
    BAD_GATEWAY,
    CONTENT_TOO_LARGE,
    GATEWAY_TIMEOUT,
    INTERNAL_SERVER_ERROR,
    REQUEST_TIMEOUT,
    SERVICE_UNAVAILABLE,
    TOO_MANY_REQUESTS,
    Response,
)

SLOW_ANSWER = "slow-answer"  # the code of an answer that was not whole at its time limit

T = TypeVar("T")
Outcome = Response | AuthToolkitError

PASSING_STATUSES = frozenset(
    {
        REQUEST_TIMEOUT,
        TOO_MANY_REQUESTS,
        INTERNAL_SERVER_ERROR,
        BAD_GATEWAY,
        SERVICE_UNAVAILABLE,
        GATEWAY_TIMEOUT,
    }
)
PATIENCE = 60.0  # seconds for all tries together, including the wait for their answers
MOST_TRIES = 6
TRIES_TO_CONNECT = 3  # a host that accepts no connection is given up sooner
FIRST_PAUSE = 0.25  # seconds
LONGEST_PAUSE = 8.0
SHORT_WAIT = 10.0  # the most seconds that a 429 or 413 may ask for while a user watches


class Policy(Protocol):
    """Decides whether to repeat one request."""

    def pause_after(self, outcome: Outcome) -> float | None:
        """The seconds to wait before the next try; None to accept the outcome."""
        ...


class Backoff:
    """The policy for most requests: a few tries, with growing pauses, for ``patience`` seconds."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._remaining = patience
        self._deadline = monotonic() + patience
        self._tries = 0

    def pause_after(self, outcome: Outcome) -> float | None:
        """The seconds to wait before the next try; None to accept the outcome."""
        if self._tries + 1 >= most_tries(outcome):
            return None
        growing_pause = FIRST_PAUSE * 2.0**self._tries
        jitter = random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        pause = min(growing_pause, LONGEST_PAUSE) * jitter
        if isinstance(outcome, Response):
            pause = max(pause, retry_after(outcome) or 0.0)
        time_left = self._deadline - monotonic()
        if pause > min(self._remaining, time_left):
            return None
        self._tries += 1
        self._remaining -= pause
        return pause


class ShortWait:
    """The policy while a user watches: one more try, if a 429 or 413 asks for a short wait."""

    def __init__(self) -> None:
        self._is_used = False

    def pause_after(self, outcome: Outcome) -> float | None:
        """The seconds to wait before the next try; None to accept the outcome."""
        if self._is_used or not isinstance(outcome, Response):
            return None
        seconds = short_wait(outcome)
        self._is_used = seconds is not None
        return seconds


def send(attempt: Callable[[], Response], policy: Policy) -> Response:
    """The answer of the first attempt that settles the matter, whatever its status.

    Raises what the last attempt raises.
    """
    return read(attempt, _as_it_is, policy)


def read(attempt: Callable[[], Response], parse: Callable[[Response], T], policy: Policy) -> T:
    """What ``parse`` makes of the answer; an answer that it cannot parse is asked for again, too.

    Raises what the last attempt, or ``parse``, raises.
    """
    while True:
        try:
            answer = attempt()
            pause = policy.pause_after(answer)
            if pause is None:
                return parse(answer)
        except AuthToolkitError as problem:
            pause = policy.pause_after(problem)
            if pause is None:
                problem.is_final = True
                raise
        sleep(pause)


def most_tries(outcome: Outcome) -> int:
    """How often to send a request, at most, if this comes of it."""
    if isinstance(outcome, Response):
        return MOST_TRIES if is_passing(outcome) else 1
    if outcome.is_final:
        return 1  # a login within the attempt, say, was repeated already
    if isinstance(outcome, ProtocolError):
        return TRIES_TO_CONNECT
    if isinstance(outcome, Unavailable) and outcome.code == SLOW_ANSWER:
        return 1  # or else the time limit would be several times as long
    if isinstance(outcome, Unavailable) and outcome.passing:
        return MOST_TRIES if outcome.sent else TRIES_TO_CONNECT
    return 1


def is_passing(response: Response) -> bool:
    """Whether the same request may be answered otherwise in a while."""
    return response.status in PASSING_STATUSES or asks_to_slow_down(response)


def asks_to_slow_down(response: Response) -> bool:
    """Whether the service limits the rate of requests; old Nova does so with 413."""
    if response.status == CONTENT_TOO_LARGE:
        return retry_after(response) is not None
    return response.status == TOO_MANY_REQUESTS


def short_wait(response: Response) -> float | None:
    """The seconds that a 429 or 413 asks for, if they are few; None for every other answer."""
    if not asks_to_slow_down(response):
        return None
    seconds = retry_after(response)
    return seconds if seconds is not None and seconds <= SHORT_WAIT else None


def retry_after(response: Response) -> float | None:
    """The seconds that ``Retry-After`` asks for (RFC 9110 section 10.2.3); None if it is absent.

    A date counts by the server's clock.
    """
    from email.utils import parsedate_to_datetime  # loads much that commands seldom need

    text = response.header("retry-after").strip()
    if text.isascii() and text.isdigit() and len(text) < 9:
        return float(text)
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    server_time = clock.server_time(response.headers)
    if server_time is None:
        server_time = response.taken.wall
    return max(0.0, moment - server_time)


def _as_it_is(answer: Response) -> Response:
    return answer
