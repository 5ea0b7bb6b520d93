"""Method: a way to log in, as a flow that does no I/O of its own."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from mini_nova_auth.access.access import Access
from mini_nova_auth.wire.message import Request, Response


class Method(Protocol):
    """A way to log in."""

    def flow(self) -> Generator[Request, Response, Access]:
        """Yield each request, receive its answer, and return the Access.

        Raises this package's errors.
        """
        ...
