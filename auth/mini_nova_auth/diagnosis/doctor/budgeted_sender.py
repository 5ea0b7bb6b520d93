"""BudgetedSender: sends the few requests that a checkup may make."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth import redact
from mini_nova_auth.diagnosis.doctor.step import ODD, Step
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.retry import Outcome, ShortWait

MAX_REQUESTS = 6
Send = Callable[[Request], Response]


class BudgetSpent(AuthToolkitError):
    """A checkup has made all its requests."""


class BudgetedSender:
    """Send requests within a budget, and repeat one if a 429 asks for a short wait.

    ``waits`` are steps that report those waits. Raises BudgetSpent if the budget is spent. Unless
    it is the ``last`` one, a request is repeated only if that leaves one for the next step.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._budget = MAX_REQUESTS
        self.waits: list[Step] = []

    def __call__(self, request: Request, *, last: bool = False) -> Response:
        policy = _BudgetedWait(self, request, last)
        return retry.send(lambda: self._send_once(request), policy)

    def uncounted(self, request: Request) -> Response:
        """Send a request of a login through an identity provider, which may need many of them."""
        return self._send(request)

    def can_repeat(self, last: bool) -> bool:
        """Return whether the budget allows to repeat a request."""
        minimum = 1 if last else 2
        return self._budget >= minimum

    def _send_once(self, request: Request) -> Response:
        if self._budget <= 0:
            raise BudgetSpent(
                f"not checked: the limit of {MAX_REQUESTS} requests is reached",
                hint="Try again when the cloud is less busy.",
            )
        self._budget -= 1
        answer = self._send(request)
        if answer.url != request.url:  # a redirect was followed
            self._budget -= 1
        return answer


class _BudgetedWait(ShortWait):
    """Wait as a 429 asks, and report it, if the budget allows to repeat the request."""

    def __init__(self, sender: BudgetedSender, request: Request, last: bool) -> None:
        super().__init__()
        self._sender = sender
        self._url = redact.url(request.url)
        self._last = last

    def pause_after(self, outcome: Outcome) -> float | None:
        """Return the seconds to wait before the next try; None to accept the outcome."""
        seconds = super().pause_after(outcome)
        if seconds is None:
            return None
        if not self._sender.can_repeat(self._last):
            return None
        sentence = f"{self._url} limits the rate of requests; waited {seconds:g} s as it asked"
        step = Step(ODD, "patience", sentence, code="slow-down")
        self._sender.waits.append(step)
        return seconds
