"""Judge compute's answer to a request with the token."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mini_nova_auth import redact
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, Step
from mini_nova_auth.wire.message import (
    FORBIDDEN,
    NOT_FOUND,
    OK,
    TOO_MANY_REQUESTS,
    UNAUTHORIZED,
    Response,
)
from mini_nova_auth.wire.words import service_message

_PROXY_HINT = "Ask the operator: a proxy or a dashboard may be answering in its place."


def check_answer(answer: Response, url: str) -> Step:
    """Return the step for compute's answer; ``url`` is its endpoint."""
    base = redact.url(url)
    body = answer.json_or_none()
    if answer.status == OK and isinstance(body, dict):
        return Step(GOOD, "compute", f"{base} answers")
    if answer.is_success:
        sentence = f"{base} does not answer as compute does"
        return Step(BAD, "compute", sentence, _PROXY_HINT, "no-sense")
    explain = _EXPLANATIONS.get(answer.status, _unexpected_status)
    return explain(answer, base)


def _reason(answer: Response) -> str:
    """Return the end of a sentence with the service's own message, if it has one."""
    message = service_message(answer)
    return f": {message}" if message else ""


def _token_refused(answer: Response, base: str) -> Step:
    reason = _reason(answer)
    return Step(
        BAD,
        "compute",
        f"{base} answers 401 to a token that Keystone just issued{reason}",
        "Ask the operator to check its keystonemiddleware (auth_url, user, memcached, clock).",
        "token-refused",
    )


def _forbidden(answer: Response, base: str) -> Step:
    reason = _reason(answer)
    return Step(
        BAD,
        "compute",
        f"{base} answers HTTP 403{reason}",
        "Ask the operator for a role in the project that allows this (usually member).",
        "forbidden",
    )


def _not_found(answer: Response, base: str) -> Step:
    reason = _reason(answer)
    return Step(
        BAD,
        "compute",
        f"{base}/flavors answers 404{reason}",
        "The URL in the catalog is wrong: try --os-endpoint-override with the right one.",
        "not-found",
    )


def _too_many_requests(answer: Response, base: str) -> Step:
    reason = _reason(answer)
    sentence = f"{base} limits the rate of requests{reason}"
    return Step(ODD, "compute", sentence, "Try again later.", "slow-down")


def _unexpected_status(answer: Response, base: str) -> Step:
    reason = _reason(answer)
    sentence = f"{base} answers HTTP {answer.status}{reason}"
    code = "out-of-order" if answer.is_server_error else "no-sense"
    return Step(BAD, "compute", sentence, "Ask the operator.", code)


_EXPLANATIONS: Mapping[int, Callable[[Response, str], Step]] = {
    UNAUTHORIZED: _token_refused,
    FORBIDDEN: _forbidden,
    NOT_FOUND: _not_found,
    TOO_MANY_REQUESTS: _too_many_requests,
}
