"""What can go wrong in the client, by what a caller can do about it; the toolkit's errors stand beside these.

::

    MiniNovaError
    |-- CommandError            the client itself refuses, or something is wrong on this machine
    |   `-- BadUsage            ... because of what was typed; nothing was sent
    |-- ServiceError            a service refused a request (kind: the classic client's name for the status)
    |   |-- BadRequest  Unauthorized  Forbidden  Conflict
    |   |-- OverQuota           a 403 or 413 that speaks of quota
    |   `-- NotFound
    |-- Ambiguous               several things have that name
    |-- OutcomeUnknown          may have been done; what was found is listed
    |-- BuildFailed             the server went to ERROR, or was deleted, or left its building otherwise
    `-- TimedOut                gave up waiting
"""

from __future__ import annotations

from mini_nova import exit_codes


class MiniNovaError(Exception):
    """The root: one sentence, a hint of what to try, the classic client's kind, an exit code."""

    kind = "ClientException"
    exit_code = exit_codes.FAILED

    def __init__(
        self, message: str, *, hint: str = "", status: int | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status
        self.request_id = request_id


class CommandError(MiniNovaError):
    """What the client itself refuses to do, or cannot do on this machine."""

    kind = "CommandError"


class BadUsage(CommandError):
    """Input that was refused before anything was sent."""

    exit_code = exit_codes.USAGE


class ServiceError(MiniNovaError):
    """A service's error status with its own sentence; without a status, what the client found out by itself.

    ``retry_after`` is the seconds that the service asked to be left alone.
    """

    retry_after: float | None = None

    def __init__(
        self, message: str, *, hint: str = "", status: int | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message, hint=hint, status=status, request_id=request_id)
        self.kind = KINDS.get(status, "ClientException") if status else "CommandError"


class BadRequest(ServiceError):
    """HTTP 400: the service does not take what it was sent."""


class Unauthorized(ServiceError):
    """HTTP 401 although the token is new: the service does not accept this cloud's tokens."""

    exit_code = exit_codes.AUTHENTICATION


class Forbidden(ServiceError):
    """HTTP 403: the user may not do this."""


class OverQuota(ServiceError):
    """HTTP 403 or 413 for want of quota."""


class Conflict(ServiceError):
    """HTTP 409: not in this state."""


class NotFound(ServiceError):
    """There is no such thing: HTTP 404, or a name that nothing has."""

    exit_code = exit_codes.NO_SUCH_THING


class Ambiguous(MiniNovaError):
    """Several things have that name."""

    kind = "CommandError"
    exit_code = exit_codes.NO_SUCH_THING


class OutcomeUnknown(MiniNovaError):
    """A request may have been done. Nothing more is sent; what was found is in the message."""

    kind = "OutcomeUnknown"
    exit_code = exit_codes.OUTCOME_UNKNOWN


class BuildFailed(MiniNovaError):
    """A server did not come up: ERROR with its fault, deleted while it was waited for, or stopped on the way."""

    kind = "ResourceInErrorState"
    exit_code = exit_codes.SERVER_ERROR


class DeletedWhileWaiting(BuildFailed):
    """Somebody deleted the server while it was waited for."""

    kind = "InstanceInDeletedState"
    exit_code = exit_codes.FAILED


class TimedOut(MiniNovaError):
    """The time limit of a wait has passed. What was waited for may still come."""

    kind = "TimedOut"
    exit_code = exit_codes.GAVE_UP_WAITING


class Interrupted(MiniNovaError):
    """Ctrl-C while something was under way that goes on without us."""

    kind = "Interrupted"
    exit_code = exit_codes.INTERRUPTED


KINDS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    413: "OverLimit",
    429: "RateLimit",
    501: "HTTPNotImplemented",
}


def for_status(message: str, *, status: int, request_id: str = "", hint: str = "") -> ServiceError:
    """The error for a service's error status."""
    kinds: dict[int, type[ServiceError]] = {
        400: BadRequest,
        401: Unauthorized,
        403: Forbidden,
        404: NotFound,
        409: Conflict,
    }
    kind = kinds.get(status, ServiceError)
    if status == 401:
        hint = hint or (
            "A new login did not help: the service takes no login of this cloud, or an application credential's access "
            "rules do not allow this."
        )
    if status in (403, 413) and "quota" in message.lower():
        kind = OverQuota
        hint = hint or "Delete what is not needed, or ask the cloud's operator for more."
    return kind(message, status=status, request_id=request_id, hint=hint)
