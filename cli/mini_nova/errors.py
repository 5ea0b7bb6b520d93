"""What can go wrong in the client, by what a caller can do about it. The toolkit has errors of its
own.

::

    MiniNovaError
    |-- CommandError            the client refuses, or something is wrong on this machine
    |   |-- BadUsage            the command line is wrong; nothing was sent
    |   |   |-- UnsupportedAttribute  an option needs another microversion
    |   |   |-- UnsupportedVersion    the command does
    |   |   |-- UnsupportedConsoleType
    |   |   `-- MalformedVersion      a text is no microversion
    |   |-- NoCommonVersion     the server has no microversion that fits
    |   `-- WrongStatus         the server settled in a status that was not awaited
    |-- ServiceError            a service refused a request
    |   |-- BadRequest  Unauthorized  Forbidden  Conflict
    |   |-- OverQuota           a 403 or 413 about quota
    |   `-- NotFound
    |       `-- ResourceNotFound  a server lacks what is looked for
    |-- Ambiguous               several things have that name
    |-- OutcomeUnknown          the request may have been done; the candidates are listed
    |-- BuildFailed             the server went to ERROR, or stopped building otherwise
    |   |-- ActionFailed        something else failed after Nova had accepted it
    |   `-- DeletedWhileWaiting
    |-- TimedOut                the limit of a wait has passed
    `-- Interrupted             Ctrl-C; the cloud goes on without us
"""

from __future__ import annotations

from collections.abc import Sequence

from mini_nova import exit_codes
from mini_nova_auth.errors import AuthToolkitError, Refused


class MiniNovaError(Exception):
    """The root: a sentence, a hint at what to try, the classic client's kind and an exit code.

    ``code`` is the kind's word for programs; ``failure_codes`` has them all. ``failures`` are the
    targets that failed, with their errors, if the command has many targets.
    """

    kind = "ClientException"
    code = "failed"
    exit_code = exit_codes.FAILED
    failures: Sequence[tuple[str, MiniNovaError | AuthToolkitError]] = ()

    def __init__(
        self, message: str, *, hint: str = "", status: int | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status
        self.request_id = request_id


class CommandError(MiniNovaError):
    """The client refuses to do something, or cannot do it on this machine."""

    kind = "CommandError"


class BadUsage(CommandError):
    """The command line is wrong. Nothing was sent."""

    code = "usage"
    exit_code = exit_codes.USAGE


class UnsupportedAttribute(BadUsage):
    """An option does not exist in the microversion."""

    kind = "UnsupportedAttribute"
    code = "unsupported_version"


class UnsupportedVersion(BadUsage):
    """A command does not exist in the microversion."""

    kind = "UnsupportedVersion"
    code = "unsupported_version"


class UnsupportedConsoleType(BadUsage):
    """There is no console of that type."""

    kind = "UnsupportedConsoleType"


class MalformedVersion(BadUsage):
    """A text is no microversion of the API."""

    kind = "UnsupportedVersion"


class NoCommonVersion(CommandError):
    """The server has no microversion that this client speaks, or not the one requested."""

    kind = "UnsupportedVersion"
    code = "unsupported_version"


class WrongStatus(CommandError):
    """A server has settled in another status than the one awaited."""

    code = "wrong_status"


class ServiceError(MiniNovaError):
    """A service refused a request, or the client knows that it would: then there is no status.

    ``kind`` is the classic client's name for the status. ``retry_after`` is the seconds that the
    service asked us to wait.
    """

    retry_after: float | None = None

    def __init__(
        self, message: str, *, hint: str = "", status: int | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message, hint=hint, status=status, request_id=request_id)
        self.kind = "CommandError"
        if status:
            self.kind = KINDS.get(status, "ClientException")


class BadRequest(ServiceError):
    """HTTP 400: the request is wrong."""

    code = "bad_request"


class Unauthorized(ServiceError):
    """HTTP 401 in spite of a new token: the service does not accept this cloud's tokens."""

    code = "token_refused"
    exit_code = exit_codes.AUTHENTICATION


class Forbidden(ServiceError):
    """HTTP 403: the user may not do this."""

    code = "forbidden"


class OverQuota(ServiceError):
    """HTTP 403 or 413: the quota is used up."""

    code = "over_quota"


class Conflict(ServiceError):
    """HTTP 409: not possible in this state."""

    code = "conflict"


class NotFound(ServiceError):
    """There is no such thing: HTTP 404, or nothing has that name."""

    code = "not_found"
    exit_code = exit_codes.NO_SUCH_THING


class ResourceNotFound(NotFound):
    """A server lacks what is looked for."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.kind = "ResourceNotFound"


class Ambiguous(MiniNovaError):
    """Several things have that name."""

    code = "ambiguous"
    kind = "CommandError"
    exit_code = exit_codes.NO_SUCH_THING


class OutcomeUnknown(MiniNovaError):
    """A request may have been done. Nothing more is sent; the message lists the candidates."""

    code = "outcome_unknown"
    kind = "OutcomeUnknown"
    exit_code = exit_codes.OUTCOME_UNKNOWN


class BuildFailed(MiniNovaError):
    """A server did not become ACTIVE: it went to ERROR, or stopped building otherwise."""

    code = "build_failed"
    kind = "ResourceInErrorState"
    exit_code = exit_codes.SERVER_ERROR


class ActionFailed(BuildFailed):
    """An action failed after it was accepted; the server may be as it was before."""

    code = "action_failed"


class DeletedWhileWaiting(BuildFailed):
    """Somebody deleted the server during the wait."""

    code = "deleted"
    kind = "InstanceInDeletedState"
    exit_code = exit_codes.FAILED


class TimedOut(MiniNovaError):
    """The limit of a wait has passed. The server may still become ready."""

    code = "timed_out"
    kind = "TimedOut"
    exit_code = exit_codes.GAVE_UP_WAITING


class Interrupted(MiniNovaError):
    """Ctrl-C during something that continues without us."""

    code = "interrupted"
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
_CLASSES: dict[int, type[ServiceError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
}
_HINTS = {
    Unauthorized: (
        "A new login did not help: the service takes no login of this cloud, or an application "
        "credential's access rules do not allow this."
    ),
    OverQuota: "Delete what is not needed, or ask the cloud's operator for more.",
}


def for_status(message: str, *, status: int, request_id: str = "", hint: str = "") -> ServiceError:
    """Return the error for a service's status; some have a hint unless one is given."""
    error = _class_for(status, message)
    hint = hint or _HINTS.get(error, "")
    return error(message, status=status, request_id=request_id, hint=hint)


def _class_for(status: int, message: str) -> type[ServiceError]:
    is_about_quota = "quota" in message.lower()
    if is_about_quota and status in (403, 413):
        return OverQuota
    return _CLASSES.get(status, ServiceError)


def service_error(refused: Refused, service: str = "") -> ServiceError:
    """Return the client's error for a refusal; it names a ``service`` other than compute."""
    message = f"{service} service: {refused.message}" if service else refused.message
    status = refused.status or 0
    error = for_status(message, status=status, request_id=refused.request_id, hint=refused.hint)
    if not error.hint:
        from mini_nova.refusal_hints import hint_for  # only a refused command needs it

        error.hint = hint_for(status, refused.url)
    error.retry_after = refused.retry_after
    return error
