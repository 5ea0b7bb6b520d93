"""The errors that handlers raise, one class for each HTTP status; each service renders its own.

ApiError
├── BadRequest 400        ├── Unauthorized 401     ├── Forbidden 403 ── OverQuota
├── NotFound 404          ├── MethodNotAllowed 405 ├── NotAcceptable 406
├── RequestTimeout 408    ├── Conflict 409         ├── Gone 410
├── TooLarge 413          ├── UnsupportedMediaType 415
└── NotImplementedHere 501
"""

from __future__ import annotations

from collections.abc import Mapping

MALFORMED = (  # the services' words if they have no better ones
    "The server could not comply with the request since it is either malformed or otherwise "
    "incorrect."
)


class ApiError(Exception):
    """An error answer: ``message`` is for the caller, ``kind`` is Neutron's name for the error.

    ``status`` overrides the class's own status. The service sets ``request_id`` and ``version``
    (the microversion) before it renders the error.
    """

    status = 500
    kind = "HTTPInternalServerError"
    request_id = ""
    version = (0, 0)

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        kind: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status or self.status
        self.kind = kind or self.kind
        self.headers = dict(headers or {})


class BadRequest(ApiError):
    """400: the request is malformed or contradicts itself."""

    status = 400
    kind = "HTTPBadRequest"


class Unauthorized(ApiError):
    """401: the token is missing, expired or revoked, or a login failed."""

    status = 401
    kind = "HTTPUnauthorized"


class Forbidden(ApiError):
    """403: the caller may not do this."""

    status = 403
    kind = "PolicyNotAuthorized"


class OverQuota(Forbidden):
    """A limit of the project is reached: 403 in Nova, 409 in Neutron."""

    kind = "OverQuota"


class NotFound(ApiError):
    """404: there is no such thing, or the caller may not see it."""

    status = 404
    kind = "HTTPNotFound"


class MethodNotAllowed(ApiError):
    """405: the path exists, but not for this method."""

    status = 405
    kind = "HTTPMethodNotAllowed"


class NotAcceptable(ApiError):
    """406: the microversion is not supported."""

    status = 406
    kind = "HTTPNotAcceptable"


class RequestTimeout(ApiError):
    """408: the body did not arrive in time."""

    status = 408


class Conflict(ApiError):
    """409: the state of the thing does not allow this."""

    status = 409
    kind = "HTTPConflict"


class Gone(ApiError):
    """410: OpenStack has removed this API."""

    status = 410


class TooLarge(ApiError):
    """413: the body is larger than the limit."""

    status = 413
    kind = "HTTPRequestEntityTooLarge"


class UnsupportedMediaType(ApiError):
    """415: the operation does not read this content type."""

    status = 415
    kind = "HTTPUnsupportedMediaType"


class NotImplementedHere(ApiError):
    """501: OpenStack has this, the sandbox does not."""

    status = 501
