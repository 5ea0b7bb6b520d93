"""What a service answers instead of what was asked: one exception a status, told in the service's own shape.

ApiError
├── BadRequest 400   ├── Unauthorized 401   ├── Forbidden 403 ── OverQuota   ├── NotFound 404
├── NotAllowed 405   ├── NotAcceptable 406  ├── Conflict 409 ── InUse        ├── TooLarge 413
"""

from __future__ import annotations

from collections.abc import Mapping


class ApiError(Exception):
    """An answer of ``status`` with a sentence for the caller; ``kind`` is the name that Neutron gives it."""

    status = 500
    kind = "HTTPInternalServerError"

    def __init__(
        self, message: str, *, kind: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind or self.kind
        self.headers = dict(headers or {})


class BadRequest(ApiError):
    """400: it cannot be understood, or asks for what makes no sense."""

    status = 400
    kind = "HTTPBadRequest"


class Unauthorized(ApiError):
    """401: no token, or one that does not hold (any more)."""

    status = 401
    kind = "HTTPUnauthorized"


class Forbidden(ApiError):
    """403: known, and not allowed."""

    status = 403
    kind = "PolicyNotAuthorized"


class OverQuota(Forbidden):
    """403 in Nova, 409 in Neutron: a limit of the project."""

    kind = "OverQuota"


class NotFound(ApiError):
    """404: no such thing, for this caller."""

    status = 404
    kind = "HTTPNotFound"


class NotAllowed(ApiError):
    """405: the path exists, not for this method."""

    status = 405
    kind = "HTTPMethodNotAllowed"


class NotAcceptable(ApiError):
    """406: a microversion that is not spoken here."""

    status = 406
    kind = "HTTPNotAcceptable"


class Conflict(ApiError):
    """409: not while it is in this state."""

    status = 409
    kind = "HTTPConflict"


class TooLarge(ApiError):
    """413: more than is read."""

    status = 413
    kind = "HTTPRequestEntityTooLarge"


class UnsupportedMediaType(ApiError):
    """415: not the content type that is read here."""

    status = 415
    kind = "HTTPUnsupportedMediaType"
