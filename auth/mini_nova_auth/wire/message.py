"""Requests, answers, and the HTTP statuses and headers that they share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from mini_nova_auth import lenient, redact
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ProtocolError

# RFC 9110 section 15, by its names.
OK = 200
CREATED = 201
ACCEPTED = 202
NON_AUTHORITATIVE = 203
NO_CONTENT = 204
MULTIPLE_CHOICES = 300
MOVED_PERMANENTLY = 301
FOUND = 302
SEE_OTHER = 303
USE_PROXY = 305
TEMPORARY_REDIRECT = 307
PERMANENT_REDIRECT = 308
BAD_REQUEST = 400
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
METHOD_NOT_ALLOWED = 405
NOT_ACCEPTABLE = 406
PROXY_AUTHENTICATION_REQUIRED = 407
REQUEST_TIMEOUT = 408
CONFLICT = 409
GONE = 410
CONTENT_TOO_LARGE = 413  # also old Nova's answer to a user who is over a limit
MISDIRECTED_REQUEST = 421
TOO_MANY_REQUESTS = 429
INTERNAL_SERVER_ERROR = 500
NOT_IMPLEMENTED = 501
BAD_GATEWAY = 502
SERVICE_UNAVAILABLE = 503
GATEWAY_TIMEOUT = 504

READ_METHODS = ("GET", "HEAD")  # they change nothing, and may be repeated
DOCUMENT_STATUSES = (OK, MULTIPLE_CHOICES)  # of a version document
ACCEPT_JSON = {"Accept": "application/json"}
SEND_JSON = {"Content-Type": "application/json"}


class Request(NamedTuple):
    """A request. ``body`` is text, mostly JSON, to send as it is; None sends no body.

    Tell the user ``notice`` first, unless it is '', and then wait ``wait`` seconds. ``is_login``:
    it carries a login's secret, and may be repeated at another path of its service.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: str | None = None
    notice: str = ""
    wait: float = 0.0
    is_login: bool = False

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing by its method."""
        return self.method in READ_METHODS

    def __repr__(self) -> str:
        """For tracebacks and logs: without headers and body, which hold secrets."""
        url = redact.url(self.url)
        return f"Request({self.method} {url})"


class Response(NamedTuple):
    """An answer. ``url`` is the URL of its request; ``taken`` reads our clocks at its arrival."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    taken: Reading

    def __repr__(self) -> str:
        """For tracebacks and logs: without headers and body, which may hold a token."""
        url = redact.url(self.url)
        size = len(self.content)
        return f"Response({self.status} from {url}, {size} bytes)"

    @property
    def is_success(self) -> bool:
        """Whether the service did as it was asked."""
        return self.status < MULTIPLE_CHOICES

    @property
    def is_redirect(self) -> bool:
        """Whether the status is a redirect's, wherever it leads."""
        return MULTIPLE_CHOICES <= self.status < BAD_REQUEST

    @property
    def is_error(self) -> bool:
        """Whether the status blames the request or the server."""
        return self.status >= BAD_REQUEST

    @property
    def is_server_error(self) -> bool:
        """Whether the status blames the server."""
        return self.status >= INTERNAL_SERVER_ERROR

    def json(self) -> Any:
        """The body's JSON value. Raises ProtocolError if it is not JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as problem:
            url = redact.url(self.url)
            kind = self._content_kind()
            raise ProtocolError(
                f"{url} answered HTTP {self.status} with {kind} where JSON was expected",
                hint="Check the address; a proxy or a dashboard may be answering in the service's "
                "place.",
                status=self.status,
            ) from problem

    def json_or_none(self) -> Any:
        """The body's JSON value, or None if it is not JSON."""
        try:
            return self.json()
        except ProtocolError:
            return None

    def header(self, name: str) -> str:
        """The value of a header, its name in any case, or ''."""
        return lenient.header(self.headers, name)

    @property
    def request_id(self) -> str:
        """The service's id of the request, as its operator's logs have it; '' if it sent none."""
        return self.header("x-compute-request-id") or self.header("x-openstack-request-id")

    def _content_kind(self) -> str:
        content = self.content.lstrip()
        if not content:
            return "nothing"
        if content.startswith(b"<"):
            return "a web page"
        return "something else, or cut off,"
