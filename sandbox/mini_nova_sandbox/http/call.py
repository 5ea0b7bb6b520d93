"""What a handler is given and what it returns: a Call and an Answer, both plain data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mini_nova_sandbox.http.errors import BadRequest, Forbidden

if TYPE_CHECKING:
    from mini_nova_sandbox.cloud import Cloud

Microversion = tuple[int, int]
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Caller:
    """Who asks, by a token that holds. ``project_id`` is '' where the token has no project; ``scope`` is its kind."""

    user_id: str
    user_name: str
    scope: str  # project, domain, system, unscoped
    project_id: str
    project_name: str
    roles: frozenset[str]
    token_hash: str

    @property
    def is_admin(self) -> bool:
        """Whether the role ``admin`` came with the token."""
        return "admin" in self.roles

    def must_be_admin(self) -> None:
        """Raises Forbidden for anybody else."""
        if not self.is_admin:
            raise Forbidden("Policy doesn't allow this to be performed.")


NOBODY = Caller("", "", "unscoped", "", "", frozenset(), "")


@dataclass
class Call:
    """One request to one operation, checked: the token holds, the body is JSON of the operation's schema."""

    cloud: Cloud
    method: str
    root: str  # http://127.0.0.1:PORT, for links
    base: str  # the service's root as it was addressed: http://127.0.0.1:PORT/compute/v2.1
    path: Mapping[str, str]  # what the operation's path names in braces
    url_path: str  # the path as it was asked for
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]  # names in lower case
    body: Any
    request_id: str
    caller: Caller = NOBODY
    version: Microversion = (2, 1)
    chunks: AsyncIterator[bytes] | None = None  # the body of an upload

    def asked(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), default)

    def asked_all(self, name: str) -> list[str]:
        """Every value of a query parameter, in order."""
        return [value for key, value in self.query if key == name]

    def asked_number(self, name: str, default: int) -> int:
        """A query parameter that is a number from 0. Raises BadRequest."""
        text = self.asked(name)
        if not text and not self.asked_all(name):
            return default
        if not (text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST):
            raise BadRequest(
                f"Invalid input for query parameters {name}. Value: {text}. '{text}' does not match '^[0-9]*$'"
            )
        return int(text)


@dataclass
class Answer:
    """What goes back: a status, a JSON body (None: no body), headers; or a file, or text as it stands."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    text: str | None = None
