"""What came back from a create request: a server, a refusal, or nothing that tells whether one was made."""

from __future__ import annotations

from typing import Any, NamedTuple

from mini_nova.errors import MiniNovaError, ServiceError
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


class Lost(NamedTuple):
    """What came in the place of a good answer, and the seconds that the cloud asked to be left alone."""

    problem: AuthToolkitError | MiniNovaError
    wait: float = 0.0

    @property
    def is_final(self) -> bool:
        """The service itself said that it failed, or that it is elsewhere: asking the same again is no use."""
        status = self.problem.status or 0
        return (
            status in (INTERNAL_SERVER_ERROR, NOT_IMPLEMENTED)
            or MULTIPLE_CHOICES <= status < BAD_REQUEST
        )

    @property
    def is_at_the_door(self) -> bool:
        """The request was turned away before any work: one look is enough."""
        status = self.problem.status or 0
        return status == TOO_MANY_REQUESTS or MULTIPLE_CHOICES <= status < BAD_REQUEST

    def __str__(self) -> str:
        is_error = isinstance(self.problem, ServiceError)
        return f"HTTP {self.problem.status}: {self.problem}" if is_error else str(self.problem)


def created(answer: Response) -> dict[str, Any] | None:
    """The answer of a create request that was taken: with the server's id, or the reservation's; else None."""
    if answer.status not in (OK, CREATED, ACCEPTED):
        return None
    given = lenient.mapping(answer.json_or_none())
    has_server = bool(lenient.text(lenient.mapping(given.get("server")).get("id")))
    return given if has_server or lenient.text(given.get("reservation_id")) else None


def is_refusal(answer: Response) -> bool:
    """Whether a status says that nothing was done: 4xx, but not those that only mean 'later' or 'too slow'."""
    if answer.status == CONTENT_TOO_LARGE:
        return not answer.header("retry-after")
    return BAD_REQUEST <= answer.status < INTERNAL_SERVER_ERROR and answer.status not in (
        REQUEST_TIMEOUT,
        TOO_MANY_REQUESTS,
    )


def senseless(answer: Response) -> ProtocolError:
    """What is wrong with an answer that is neither an error nor what was asked for."""
    where = redact.url(answer.url)
    if not answer.is_success:
        to = redact.url(answer.header("location")) or "nowhere"
        return ProtocolError(
            f"{where} redirects the create request to {to}",
            hint="If that is compute's address, give it with --os-endpoint-override.",
            status=answer.status,
        )
    try:
        answer.json()
    except ProtocolError as problem:
        return problem
    return ProtocolError(f"{where} answered with JSON that names no server", status=answer.status)
