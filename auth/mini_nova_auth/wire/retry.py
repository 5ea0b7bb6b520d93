"""When to ask again: back-off with jitter, ``Retry-After`` obeyed, a limit on the whole.

For requests that may be repeated without harm: reads and logins. A POST that makes something is never one of them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from mini_nova_auth import clock
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.wire.message import TOO_MANY_REQUESTS, Response

PASSING_STATUSES = frozenset({TOO_MANY_REQUESTS, 500, 502, 503, 504})
PATIENCE = 60.0  # seconds, answers that never came included, after which asking again ends
MOST_TRIES = 6
TRIES_TO_CONNECT = 3  # a host that takes no connection is given up sooner
SHORT_WAIT = 10.0  # seconds that a 429 may ask for where somebody watches
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 8.0


class Backoff:
    """The pauses between the tries of one request. ``sleep`` takes seconds; tests give their own."""

    def __init__(
        self, sleep: Callable[[float], None] = time.sleep, patience: float = PATIENCE
    ) -> None:
        self._sleep = sleep
        self._left = patience
        self._until = time.monotonic() + patience
        self._tries = 0

    def again_after_answer(self, response: Response) -> bool:
        """Whether to ask again after this answer; the pause is over when it returns True."""
        return response.status in PASSING_STATUSES and self._pause(
            retry_after(response), MOST_TRIES
        )

    def again_after_problem(self, problem: AuthToolkitError) -> bool:
        """Whether to ask again after no answer or a senseless one; the pause is over when it returns True."""
        if isinstance(problem, ProtocolError):
            return self._pause(None, TRIES_TO_CONNECT)
        if isinstance(problem, Unavailable) and problem.passing:
            return self._pause(None, MOST_TRIES if problem.sent else TRIES_TO_CONNECT)
        return False

    def _pause(self, asked: float | None, most_tries: int) -> bool:
        self._tries += 1
        if self._tries >= most_tries:
            return False
        jitter = random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        pause = min(_FIRST_PAUSE * 2 ** (self._tries - 1), _LONGEST_PAUSE) * jitter
        pause = max(pause, asked) if asked is not None else pause
        if pause > min(self._left, self._until - time.monotonic()):
            return False
        self._left -= pause
        self._sleep(pause)
        return True


def short_wait(response: Response) -> float | None:
    """Seconds that a 429 asks for, where they are few; None for every other answer."""
    wait = retry_after(response) if response.status == TOO_MANY_REQUESTS else None
    return None if wait is None or wait > SHORT_WAIT else wait


def retry_after(response: Response) -> float | None:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110 section 10.2.3), counted by the server's clock."""
    given = response.header("retry-after").strip()
    if given.isascii() and given.isdigit() and len(given) < 9:
        return float(given)
    try:
        until = parsedate_to_datetime(given).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    now = clock.server_time(response.headers)
    return max(0.0, until - (response.taken.wall if now is None else now))
