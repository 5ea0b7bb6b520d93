"""What passes between a login method and whoever does its I/O: Request out, Response in, Access at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from typing import Any, NamedTuple, Protocol

from mini_nova_auth import lenient, redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import AuthenticationFailed, AuthToolkitError, ProtocolError, Unavailable

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 400, 401, 403, 404, 429
REFUSED_USER = (
    "Check the user, its domain, the secret and the project, and that the user has a role there; "
    "'mini-nova doctor' tells which it is."
)
SPENT = (
    "It may have ended or been revoked; check also that its user has a role in what is asked for."
)
_ENDED = re.compile(
    r"\b(validate|find|recognize)\b.*\btoken\b", re.IGNORECASE
)  # a 404 for a token that is none


class Request(NamedTuple):
    """A request to send. ``body`` is text to be sent as it stands, JSON mostly, or None.

    ``notice`` is what the user is to be told first, ``wait`` the seconds to let pass then; '' and 0 for nearly all.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: str | None = None
    notice: str = ""
    wait: float = 0.0

    def __repr__(self) -> str:
        """Without headers and body, which hold secrets, for tracebacks and logs."""
        return f"Request({self.method} {redact.url(self.url)})"


class Response(NamedTuple):
    """An answer. ``url`` is what was asked; ``taken`` this machine's clocks when the answer came."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    taken: Reading

    def __repr__(self) -> str:
        """Without headers and body, which may hold a token, for tracebacks and logs."""
        return f"Response({self.status} from {redact.url(self.url)}, {len(self.content)} bytes)"

    def json(self) -> Any:
        """The body's JSON value. Raises ProtocolError where it is not JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as problem:
            raise ProtocolError(
                f"{redact.url(self.url)} answered HTTP {self.status} with {self._what()} where JSON was expected",
                hint="Check the address; a proxy or a dashboard may be answering in the service's place.",
                status=self.status,
            ) from problem

    def json_or_none(self) -> Any:
        """The body's JSON value, or None where it is not JSON."""
        try:
            return self.json()
        except ProtocolError:
            return None

    def header(self, name: str) -> str:
        """A header's value whatever the case of its name, or ''."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")

    @property
    def request_id(self) -> str:
        """The service's id of the request, for the operator's logs; '' where it gave none."""
        return self.header("x-compute-request-id") or self.header("x-openstack-request-id")

    def _what(self) -> str:
        if not self.content.strip():
            return "nothing"
        return "a web page" if self.content.lstrip()[:1] == b"<" else "something else, or cut off,"


class Method(Protocol):
    """A way to log in."""

    def flow(self) -> Generator[Request, Response, Access]:
        """Yields requests, is sent their answers, returns the Access. Raises this package's errors."""
        ...


def refused(response: Response, *, who: str, hint: str = "") -> AuthToolkitError:
    """The error for an identity service's answer that is no login: who was refused, where, and the service's words.

    ``hint`` is what to check where who was refused, in place of a user's password.
    """
    said = service_message(response)
    where = redact.url(response.url)
    if 300 <= response.status < 400 and response.header("location"):
        to = redact.url(response.header("location"))
        error: AuthToolkitError = ProtocolError(
            f"{where} redirects the login to {to}, where no secret is sent",
            hint="Set OS_AUTH_URL to the new address.",
        )
    else:
        error = _refusal(
            response.status, where, who, f": {said}" if said else "", hint or REFUSED_USER
        )
    error.status, error.request_id = response.status, response.request_id
    if isinstance(error, AuthenticationFailed):
        error.said = said
    return error


def _refusal(status: int, where: str, who: str, said: str, hint: str) -> AuthToolkitError:
    if status in (UNAUTHORIZED, FORBIDDEN) or (status == NOT_FOUND and _ENDED.search(said)):
        return AuthenticationFailed(f"{who} was refused at {where}{said}", hint=hint)
    if status == BAD_REQUEST and said:
        return ProtocolError(
            f"{where} does not take this kind of login from {who}{said}",
            hint="Check OS_AUTH_TYPE, OS_IDENTITY_API_VERSION, and the project, domain, system or trust asked for.",
        )
    if status == NOT_FOUND:
        return AuthenticationFailed(
            f"nothing answers for logins at {where}{said}",
            hint="Check OS_AUTH_URL and OS_IDENTITY_API_VERSION; Keystone's address mostly ends in /v3; "
            "'mini-nova doctor' looks for it.",
        )
    if status == TOO_MANY:
        return Unavailable(f"{where} asks to slow down{said}", hint="Try again later.", sent=False)
    if status >= 500:
        return Unavailable(f"{where} is out of order{said}", hint="Try again later.", sent=True)
    return ProtocolError(
        f"{where} does not answer as an identity service does{said}",
        hint="Check OS_AUTH_URL and OS_IDENTITY_API_VERSION.",
    )


def service_message(response: Response) -> str:
    """The sentence in an error body: ``{"<kind>": {"message": ...}}``, as Keystone, Nova and their kin write it.

    No secret is in it that the service was sent and repeats.
    """
    body = response.json_or_none()
    for value in lenient.mapping(body).values():
        inner = lenient.mapping(value)
        said = lenient.text(inner.get("message")) or lenient.text(inner.get("detail"))
        if said:
            return " ".join(redact.echo(said).split())
    said = lenient.text(lenient.mapping(body).get("message"))
    return " ".join(redact.echo(said).split())
