"""Found: what a checkup goes by, and what its steps have found out so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.step import ODD, Line
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.login.plan import Identity
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.retry import short_wait

MOST_REQUESTS = 6
Send = Callable[[Request], Response]


class Spent(AuthToolkitError):
    """A checkup has made its requests, and may make no more."""


class Patient:
    """Sends as it was told to, and once more where a 429 asks for a short wait, which ``notes`` say; within a bound.

    Raises Spent where that is reached. Only the ``last`` request is repeated where that would leave none for another.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._left = MOST_REQUESTS
        self.notes: list[Line] = []

    def __call__(self, request: Request, *, last: bool = False) -> Response:
        answer = self._one(request)
        wait = short_wait(answer)
        if wait is None or self._left < (1 if last else 2):
            return answer
        time.sleep(wait)
        where = redact.url(request.url)
        self.notes.append(
            Line(
                ODD,
                "patience",
                f"{where} asked to slow down; waited {wait:g} s as asked",
                code="slow-down",
            )
        )
        return self._one(request)

    def uncounted(self, request: Request) -> Response:
        """Sends a request of a login by an identity provider, which takes as many as it takes: a page waits for its user."""
        return self._send(request)

    def _one(self, request: Request) -> Response:
        if self._left <= 0:
            raise Spent(
                f"not asked: {MOST_REQUESTS} requests were made",
                hint="Try again when it is less busy.",
            )
        self._left -= 1
        answer = self._send(request)
        self._left -= answer.url != request.url  # a redirect was followed
        return answer


@dataclass
class Found:
    """What has been found out so far."""

    settings: Settings
    send: Patient
    secret: Callable[
        [str], SourcedSecret
    ]  # one of the login, and its source; raises ConfigurationError where there is none
    tell: Callable[[str], None]  # tells the user what to do elsewhere
    kept: Access | None = (
        None  # of a login by a page: the one in the cache, so that nobody has to open it again
    )
    identity: Identity | None = None
    access: Access | None = None
    clock_told: bool = False  # whether this machine's clock was compared with the cloud's
