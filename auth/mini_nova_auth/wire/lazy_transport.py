"""A transport that is made for the first request: a command that sends none loads no HTTP library."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mini_nova_auth.wire.message import Request, Response
    from mini_nova_auth.wire.transport import Transport


class LazyTransport:
    """Sends requests over a transport; see ``Transport``."""

    def __init__(self, make: Callable[[], Transport]) -> None:
        self._make = make
        self._lock = Lock()  # threads share one transport
        self._transport: Transport | None = None
        self._deadline: float | None = None

    def send(self, request: Request) -> Response:
        """The answer to a request; see ``Transport.send``."""
        return self._loaded().send(request)

    def close(self) -> None:
        """Close the connections, if there are any."""
        if self._transport is not None:
            self._transport.close()

    @property
    def patience(self) -> float:
        """The seconds that retries may take."""
        return self._loaded().patience

    @property
    def deadline(self) -> float | None:
        """The moment of ``time.monotonic()`` for every answer; None for no limit."""
        return self._deadline

    @deadline.setter
    def deadline(self, moment: float | None) -> None:
        self._deadline = moment
        if self._transport is not None:
            self._transport.deadline = moment

    def _loaded(self) -> Transport:
        """Return the transport, which is made now if need be. Raises ConfigurationError."""
        with self._lock:
            if self._transport is None:
                self._transport = self._make()
                self._transport.deadline = self._deadline
            return self._transport
