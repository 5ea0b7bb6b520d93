"""The plain data that handlers work with: a Call comes in, an Answer goes out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mini_nova_sandbox.http.access_rules import AccessRule
from mini_nova_sandbox.http.errors import BadRequest, Forbidden

if TYPE_CHECKING:
    from mini_nova_sandbox.cloud import Cloud
    from mini_nova_sandbox.state.database import Database

Microversion = tuple[int, int]
MAX_INTEGER = 2**63 - 1


@dataclass(frozen=True)
class Caller:
    """The owner of a valid token.

    ``scope`` is project, domain, system or unscoped; ``project_id`` is empty unless it is project,
    ``domain_id`` unless it is domain. ``access_rules`` are all that the token may send, if not None.
    ``trust_id`` is the trust that the token was made by, or ''.
    """

    user_id: str
    user_name: str
    scope: str
    project_id: str
    project_name: str
    roles: frozenset[str]
    token_hash: str
    domain_id: str = ""
    access_rules: tuple[AccessRule, ...] | None = None
    trust_id: str = ""

    def may_send(self, service_types: Collection[str], method: str, path: str) -> bool:
        """Whether the token may send a request: to a service, with a path without its prefix."""
        rules = self.access_rules
        if rules is None or (method, path) == ("GET", "/v3/auth/tokens"):
            return True
        return any(rule.allows(service_types, method, path) for rule in rules)

    @property
    def is_admin(self) -> bool:
        """Whether the token carries the role ``admin``."""
        return "admin" in self.roles

    def require_admin(self, policy: str = "this") -> None:
        """Raise Forbidden, which names the policy, unless the caller is an admin."""
        if not self.is_admin:
            raise Forbidden(f"Policy doesn't allow {policy} to be performed.")

    def require_self_or_admin(self, user_id: str) -> None:
        """Raise Forbidden unless the caller is this user or an admin."""
        if self.user_id != user_id:
            self.require_admin()

    def require_own_project(self, project_id: str, policy: str = "this") -> None:
        """Raise Forbidden unless the project is the caller's, or the caller is an admin."""
        if self.project_id != project_id:
            self.require_admin(policy)


NOBODY = Caller("", "", "unscoped", "", "", frozenset(), "")


@dataclass
class Call:
    """A checked request to an operation: the token is valid and the body fits the schema."""

    cloud: Cloud
    method: str
    root: str  # http://127.0.0.1:PORT, for links
    base: str  # the service's URL as the client wrote it: http://127.0.0.1:PORT/compute/v2.1
    path: Mapping[str, str]  # the values of the operation's path parameters
    url_path: str  # the whole path of the URL
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]  # names in lower case
    body: Any
    request_id: str
    caller: Caller = NOBODY
    version: Microversion = (2, 1)
    chunks: AsyncIterator[bytes] | None = None  # the body of an upload
    memory: dict[str, Any] = field(default_factory=dict)  # what views read once for each answer

    @property
    def database(self) -> Database:
        """The cloud's database."""
        return self.cloud.database

    @property
    def media_type(self) -> str:
        """The content type of the body, without its parameters."""
        content_type = self.headers.get("content-type", "")
        return content_type.partition(";")[0].strip()

    def query_value(self, name: str, default: str = "") -> str:
        """Return the last value of a query parameter."""
        values = self.query_values(name)
        return values[-1] if values else default

    def query_values(self, name: str) -> list[str]:
        """Return every value of a query parameter, in order."""
        return [value for key, value in self.query if key == name]

    def query_number(self, name: str, default: int) -> int:
        """Return a query parameter as a number from 0 up. Raises BadRequest."""
        values = self.query_values(name)
        if not values:
            return default
        text = values[-1]
        if _is_count(text):
            return int(text)
        reason = f"'{text}' does not match '^[0-9]*$'" if text else "'' should be non-empty"
        raise BadRequest(f"Invalid input for query parameters {name}. Value: {text}. {reason}")


def _is_count(text: str) -> bool:
    """Whether a text is a number from 0 to MAX_INTEGER; long texts are not parsed in whole."""
    if not (text.isascii() and text.isdigit()):
        return False
    return int(text[:20]) <= MAX_INTEGER


@dataclass(frozen=True)
class Span:
    """A part of a file: where it begins, and how long it is, in bytes."""

    offset: int
    length: int


@dataclass
class Answer:
    """A status and headers with a JSON body (None for no body), a text, a file, or a stream."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    span: Span | None = None  # of the file; None for the whole of it
    text: str | None = None
    stream: AsyncIterator[str] | None = None  # sent part by part
