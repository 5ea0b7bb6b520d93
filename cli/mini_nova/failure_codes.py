"""The kinds of failures as programs know them: a word for each, and whether to try again.

The words never change, and none goes away; new ones may come. docs/json.md lists them.
"""

from __future__ import annotations

import click

from mini_nova.errors import BadUsage, MiniNovaError, ServiceError, TimedOut, service_error
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

FINDINGS = "findings"  # of a command that did its work; its result is the bad news
MIXED = "mixed"  # of a command on many targets that failed in several ways
INTERNAL = "internal"  # a mistake in mini-nova
RATE_LIMITED, UNAVAILABLE = "rate_limited", "unavailable"
BAD_REQUEST, OVER_QUOTA, SERVICE_FAILED = "bad_request", "over_quota", "service_failed"
INTERRUPTED = "interrupted"

# Of the toolkit's errors, which know no command line; the first class that fits counts.
LOGIN_CODES: tuple[tuple[type[auth_errors.AuthToolkitError], str], ...] = (
    (auth_errors.ConfigurationError, "configuration"),
    (auth_errors.AuthenticationFailed, "login_refused"),
    (auth_errors.EndpointNotFound, "no_endpoint"),
    (auth_errors.Unavailable, UNAVAILABLE),
    (auth_errors.ProtocolError, "protocol"),
)
# Of statuses that have no class of their own in mini_nova.errors.
STATUS_CODES = {
    METHOD_NOT_ALLOWED: "not_implemented",
    NOT_ACCEPTABLE: "unsupported_version",
    REQUEST_TIMEOUT: UNAVAILABLE,
    GONE: "not_found",
    TOO_MANY_REQUESTS: RATE_LIMITED,
    NOT_IMPLEMENTED: "not_implemented",
    BAD_GATEWAY: UNAVAILABLE,
    SERVICE_UNAVAILABLE: UNAVAILABLE,
    GATEWAY_TIMEOUT: UNAVAILABLE,
}
# Of errors that are neither this client's nor the toolkit's; the first class that fits counts.
FOREIGN_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (click.UsageError, BadUsage.code),
    (click.Abort, INTERRUPTED),
    (KeyboardInterrupt, INTERRUPTED),
    (click.ClickException, MiniNovaError.code),
    (BrokenPipeError, "output_closed"),
    (OSError, "system"),
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
    return INTERNAL


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
        return problem.code
    if status == CONTENT_TOO_LARGE:
        return RATE_LIMITED if _is_rate_limit(problem) else OVER_QUOTA
    default = SERVICE_FAILED if status >= INTERNAL_SERVER_ERROR else BAD_REQUEST
    return STATUS_CODES.get(status, default)


def _is_rate_limit(problem: ServiceError) -> bool:
    """Return whether old Nova's 413 is about the rate of requests: it says how long to wait."""
    return problem.status == CONTENT_TOO_LARGE and problem.retry_after is not None
