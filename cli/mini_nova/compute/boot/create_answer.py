"""The answer to a create request: a server, a refusal, or no telling whether one was made."""

from __future__ import annotations

from typing import Any, NamedTuple

from mini_nova.errors import MiniNovaError, ServiceError, service_error
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


class LostAnswer(NamedTuple):
    """What came in place of a good answer, and the seconds that the cloud asked us to wait."""

    problem: AuthToolkitError | MiniNovaError
    wait: float = 0.0

    @property
    def is_final(self) -> bool:
        """Whether the service itself failed or is elsewhere, so that the same request is no use."""
        status = self.problem.status or 0
        return status in (INTERNAL_SERVER_ERROR, NOT_IMPLEMENTED) or _is_redirect(status)

    @property
    def is_before_work(self) -> bool:
        """Whether the request was turned away before any work, so that one look is enough."""
        status = self.problem.status or 0
        return status == TOO_MANY_REQUESTS or _is_redirect(status)

    def __str__(self) -> str:
        if isinstance(self.problem, ServiceError):
            return f"HTTP {self.problem.status}: {self.problem}"
        return str(self.problem)


def read_answer(answer: Response) -> dict[str, Any] | LostAnswer:
    """Read the answer to a create request. Raises a ServiceError if the request was refused."""
    body = _server_or_reservation(answer)
    if body is not None:
        return body
    if answer.status < BAD_REQUEST:
        return LostAnswer(_useless_answer(answer))
    error = service_error(refusal(answer))
    if is_refusal(answer):
        raise error
    return LostAnswer(error, error.retry_after or 0.0)


def is_refusal(answer: Response) -> bool:
    """Return whether nothing was done: any 4xx that does not mean 'later' or 'too slow'."""
    if answer.status == CONTENT_TOO_LARGE:
        return not answer.header("retry-after")
    if answer.status in (REQUEST_TIMEOUT, TOO_MANY_REQUESTS):
        return False
    return BAD_REQUEST <= answer.status < INTERNAL_SERVER_ERROR


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
