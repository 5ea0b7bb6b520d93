"""The answer to a create request: a server, a refusal (for now), or no telling what was made."""

from __future__ import annotations

from typing import Any, NamedTuple

from mini_nova.compute.changes import is_refusal
from mini_nova.errors import MiniNovaError, OverQuota, ServiceError, service_error
from mini_nova_auth import lenient, redact
from mini_nova_auth.errors import AuthToolkitError, ProtocolError
from mini_nova_auth.wire.message import (
    ACCEPTED,
    BAD_REQUEST,
    CONTENT_TOO_LARGE,
    CREATED,
    INTERNAL_SERVER_ERROR,
    MULTIPLE_CHOICES,
    NOT_IMPLEMENTED,
    OK,
    REQUEST_TIMEOUT,
    TOO_MANY_REQUESTS,
    Response,
)
from mini_nova_auth.wire.refusal import refusal


class RateLimit(NamedTuple):
    """A refusal for now: nothing was done, and the cloud asks us to wait so many seconds.

    ``wait`` is None if it does not say how many.
    """

    problem: ServiceError
    wait: float | None

    def __str__(self) -> str:
        return f"HTTP {self.problem.status}: {self.problem}"


class LostAnswer(NamedTuple):
    """What came in place of a good answer, and the seconds that the cloud asked us to wait."""

    problem: AuthToolkitError | MiniNovaError
    wait: float = 0.0

    @property
    def is_final(self) -> bool:
        """Whether the same request is no use: the service failed, or others answer in its place."""
        status = self.problem.status or 0
        if status == REQUEST_TIMEOUT:
            return False
        is_failure = status in (INTERNAL_SERVER_ERROR, NOT_IMPLEMENTED)
        return is_failure or MULTIPLE_CHOICES <= status < INTERNAL_SERVER_ERROR

    @property
    def is_before_work(self) -> bool:
        """Whether the request was turned away before any work, so that one look is enough."""
        return _is_redirect(self.problem.status or 0)

    def __str__(self) -> str:
        if isinstance(self.problem, ServiceError):
            return f"HTTP {self.problem.status}: {self.problem}"
        return str(self.problem)


def read_answer(answer: Response) -> dict[str, Any] | RateLimit | LostAnswer:
    """Read the answer to a create request. Raises a ServiceError if the request was refused."""
    body = _server_or_reservation(answer)
    if body is not None:
        return body
    if answer.status < BAD_REQUEST:
        return LostAnswer(_useless_answer(answer))
    error = service_error(refusal(answer))
    if _is_rate_limit(error):
        return RateLimit(error, error.retry_after)
    if is_refusal(answer):
        raise error
    return LostAnswer(error, error.retry_after or 0.0)


def _is_rate_limit(error: ServiceError) -> bool:
    """Return whether a wait helps. Old Nova has 413 for rates, and with 'wait 0 s' for quotas."""
    if error.status == CONTENT_TOO_LARGE:
        return bool(error.retry_after) and not isinstance(error, OverQuota)
    return error.status == TOO_MANY_REQUESTS


def _server_or_reservation(answer: Response) -> dict[str, Any] | None:
    """Return the body of a successful answer that names a server or a reservation, else None."""
    if answer.status not in (OK, CREATED, ACCEPTED):
        return None
    body = lenient.mapping(answer.json_or_none())
    identity = lenient.text_at(body, "server", "id") or lenient.text_at(body, "reservation_id")
    return body if identity else None


def _useless_answer(answer: Response) -> ProtocolError:
    """Describe an answer that is neither an error nor a server."""
    url = redact.url(answer.url)
    if _is_redirect(answer.status):
        target = redact.url(answer.header("location")) or "nowhere"
        return ProtocolError(
            f"{url} redirects the create request to {target}",
            hint="If that is compute's address, give it with --os-endpoint-override.",
            status=answer.status,
        )
    try:
        answer.json()
    except ProtocolError as problem:
        return problem
    return ProtocolError(f"{url} answered with JSON that names no server", status=answer.status)


def _is_redirect(status: int) -> bool:
    return MULTIPLE_CHOICES <= status < BAD_REQUEST
