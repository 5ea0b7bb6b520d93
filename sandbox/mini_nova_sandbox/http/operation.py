"""An operation of an API: a method, a path, and the function that handles it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from starlette.routing import Route

from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.validation import Schema

Handler = Callable[[Call], Answer] | Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Operation:
    """``GET /servers/{server_id}`` and its handler.

    A plain handler runs alone, inside one transaction. A handler that has to wait (for a password's
    hash, for an upload) is ``async`` and opens its transactions itself.

    ``parameters`` are those of the query that the operation knows; from ``strict_since`` on, others
    are refused. None refuses none.

    ``schema`` is the JSON schema of the body, or a function from a microversion to it. ``public``
    operations need no token. ``since`` and ``until`` are the first and last microversions that have
    the operation. ``upload`` leaves the body unread, for the handler.
    """

    method: str
    path: str
    handler: Handler
    schema: Schema | Callable[[Microversion], Schema] | None = None
    public: bool = False
    since: Microversion = (0, 0)
    until: Microversion = (99, 0)
    upload: bool = False
    parameters: tuple[str, ...] | None = None
    strict_since: Microversion = (2, 102)

    @cached_property
    def route(self) -> Route:
        """The path as Starlette matches it."""
        return Route(self.path, self.handler, methods=[self.method])

    def exists_in(self, version: Microversion) -> bool:
        """Whether a microversion has this operation."""
        return self.since <= version <= self.until

    def unknown_parameter(self, names: Iterable[str], version: Microversion) -> str:
        """Return the first parameter of a query that is to be refused, or ''."""
        if self.parameters is None or version < self.strict_since:
            return ""
        for name in names:
            if name not in self.parameters:
                return name
        return ""

    def schema_for(self, version: Microversion) -> Schema | None:
        """Return the schema of the body in a microversion; None if any body will do."""
        if callable(self.schema):
            return self.schema(version)
        return self.schema
