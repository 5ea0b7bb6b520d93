"""Found: what a checkup goes by, and what its steps have found out so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.step import ODD, Line
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.secrets.chain import SourcedSecret
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.retry import Outcome, ShortWait

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
        return retry.send(lambda: self._one(request), _Budgeted(self, request, last))

    def uncounted(self, request: Request) -> Response:
        """Sends a request of a login by an identity provider, which takes as many as it takes: a page waits for its user."""
        return self._send(request)

    def can_repeat(self, last: bool) -> bool:
        """Whether a request may be sent again, with one left for the next step unless it is the last."""
        return self._left >= (1 if last else 2)

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


class _Budgeted(ShortWait):
    """Waits as a 429 asks, and notes it, if the budget has a request left."""

    def __init__(self, sender: Patient, request: Request, last: bool) -> None:
        super().__init__()
        self._sender = sender
        self._url = redact.url(request.url)
        self._last = last

    def pause_after(self, outcome: Outcome) -> float | None:
        """The seconds to wait before the next try; None to accept the outcome."""
        seconds = super().pause_after(outcome)
        if seconds is None or not self._sender.can_repeat(self._last):
            return None
        sentence = f"{self._url} asked to slow down; waited {seconds:g} s as asked"
        self._sender.notes.append(Line(ODD, "patience", sentence, code="slow-down"))
        return seconds


@dataclass
class Found:
    """What has been found out so far."""

    plan: Plan
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

    @property
    def settings(self) -> Settings:
        """The settings that are checked."""
        return self.plan.settings
