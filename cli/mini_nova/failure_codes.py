"""The kinds of failures as programs know them: a word for each, and whether to try again.

The words never change, and none goes away; new ones may come. docs/json.md lists them.
"""

from __future__ import annotations

import click

from mini_nova.errors import MiniNovaError, ServiceError, TimedOut, service_error
from mini_nova_auth import errors as auth_errors
from mini_nova_auth.wire.message import (
    BAD_GATEWAY,
    CONTENT_TOO_LARGE,
    GATEWAY_TIMEOUT,
    GONE,
    INTERNAL_SERVER_ERROR,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    NOT_IMPLEMENTED,
    REQUEST_TIMEOUT,
    SERVICE_UNAVAILABLE,
    TOO_MANY_REQUESTS,
)
from mini_nova_auth.wire.retry import PASSING_STATUSES

USAGE, INTERRUPTED, FINDINGS, MIXED = "usage", "interrupted", "findings", "mixed"
_FAILED, _RATE_LIMITED, _UNAVAILABLE = "failed", "rate_limited", "unavailable"
_SERVICE_FAILED, _NOT_IMPLEMENTED = "service_failed", "not_implemented"
_OUTPUT_CLOSED, _SYSTEM = "output_closed", "system"

# Of the toolkit's errors, which know no command line; the first class that fits counts.
LOGIN_CODES: tuple[tuple[type[auth_errors.AuthToolkitError], str], ...] = (
    (auth_errors.ConfigurationError, "configuration"),
    (auth_errors.AuthenticationFailed, "login_refused"),
    (auth_errors.EndpointNotFound, "no_endpoint"),
    (auth_errors.Unavailable, _UNAVAILABLE),
    (auth_errors.ProtocolError, "protocol"),
)
# Of statuses that have no class of their own in mini_nova.errors.
STATUS_CODES = {
    METHOD_NOT_ALLOWED: _NOT_IMPLEMENTED,
    NOT_ACCEPTABLE: "unsupported_version",
    REQUEST_TIMEOUT: _UNAVAILABLE,
    GONE: "not_found",
    TOO_MANY_REQUESTS: _RATE_LIMITED,
    NOT_IMPLEMENTED: _NOT_IMPLEMENTED,
    BAD_GATEWAY: _UNAVAILABLE,
    SERVICE_UNAVAILABLE: _UNAVAILABLE,
    GATEWAY_TIMEOUT: _UNAVAILABLE,
}
# Of errors that are neither this client's nor the toolkit's; the first class that fits counts.
FOREIGN_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (click.UsageError, USAGE),
    (click.Abort, INTERRUPTED),
    (KeyboardInterrupt, INTERRUPTED),
    (click.ClickException, _FAILED),
    (BrokenPipeError, _OUTPUT_CLOSED),
    (OSError, _SYSTEM),
)


def code_of(problem: BaseException) -> str:
    """Return the word for an error."""
    if isinstance(problem, auth_errors.Refused):
        problem = service_error(problem)
    if isinstance(problem, MiniNovaError) and problem.failures:
        codes = {code_of(failure) for _, failure in problem.failures}
        return codes.pop() if len(codes) == 1 else MIXED
    if isinstance(problem, ServiceError) and problem.code == ServiceError.code:
        return _code_of_status(problem)
    if isinstance(problem, MiniNovaError):
        return problem.code
    for kind, code in (*LOGIN_CODES, *FOREIGN_CODES):
        if isinstance(problem, kind):
            return code
    return "internal"


def may_pass(problem: BaseException) -> bool:
    """Return whether the same command may succeed in a while, all else being equal."""
    if isinstance(problem, auth_errors.Refused):
        problem = service_error(problem)
    if isinstance(problem, MiniNovaError) and problem.failures:
        return all(may_pass(failure) for _, failure in problem.failures)
    if isinstance(problem, ServiceError):
        return problem.status in PASSING_STATUSES or _is_rate_limit(problem)
    if isinstance(problem, auth_errors.Unavailable):
        return problem.passing
    return isinstance(problem, TimedOut)


def _code_of_status(problem: ServiceError) -> str:
    status = problem.status
    if not status:
        return _FAILED
    if status == CONTENT_TOO_LARGE:
        return _RATE_LIMITED if _is_rate_limit(problem) else "over_quota"
    default = _SERVICE_FAILED if status >= INTERNAL_SERVER_ERROR else "bad_request"
    return STATUS_CODES.get(status, default)


def _is_rate_limit(problem: ServiceError) -> bool:
    """Return whether old Nova's 413 is about the rate of requests: it says how long to wait."""
    return problem.status == CONTENT_TOO_LARGE and problem.retry_after is not None
