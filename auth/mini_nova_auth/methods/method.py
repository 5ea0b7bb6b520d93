"""Method: a way to log in, as a flow that does no I/O of its own."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol, TypeAlias

from mini_nova_auth.access.access import Access
from mini_nova_auth.wire.message import Request, Response

Flow: TypeAlias = Generator[Request, Response, Access]


class Method(Protocol):
    """A way to log in."""

    def flow(self) -> Flow:
        """Yield each request, receive its answer, and return the Access.

        Raises this package's errors.
        """
        ...
