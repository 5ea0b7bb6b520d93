"""Uvicorn as the sandbox runs it: asleep while idle, and able to cut a client's connection."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from mini_nova_sandbox.server.app import App

SECONDS_TO_FINISH_ANSWERS = 2
SECONDS_TO_KEEP_ALIVE = 75  # longer than any client's pause between polls
MAX_SECONDS_BETWEEN_IDLE_CHECKS = 10.0
SECONDS_BETWEEN_STATE_CHECKS = 1.0
log = logging.getLogger(__name__)


class Connections:
    """The open connections, by the client's address."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], Any] = {}

    def drop(self, scope: Scope) -> None:
        """Cut the connection that a request came by."""
        transport = self._transports.get(tuple(scope["client"]))
        if transport is not None:
            transport.abort()

    def protocol(self) -> type[H11Protocol]:
        """Return Uvicorn's HTTP/1.1 protocol, made to register its connections here."""
        transports = self._transports

        class Protocol(H11Protocol):
            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                transports[transport.get_extra_info("peername")] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(self.transport.get_extra_info("peername"), None)
                super().connection_lost(exc)

        return Protocol


def configuration(app: App, connections: Connections) -> uvicorn.Config:
    """Return Uvicorn's settings: plain HTTP/1.1, without its logs and its own headers."""
    return uvicorn.Config(
        app,
        http=connections.protocol(),
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH_ANSWERS,
        timeout_keep_alive=SECONDS_TO_KEEP_ALIVE,
    )


class Server(uvicorn.Server):
    """Uvicorn's server without its ticking: an idle sandbox uses next to no processor time.

    ``on_leave`` is called before the socket is closed.
    """

    def __init__(self, config: uvicorn.Config, on_leave: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_leave = on_leave
        self._leaving = asyncio.Event()

    def leave_on_signals(self) -> None:
        """Leave in order on SIGTERM and SIGINT, from now on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.leave)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Change nothing: ``leave_on_signals`` comes earlier."""
        yield

    async def main_loop(self) -> None:
        """Sleep until it is time to leave."""
        await self._leaving.wait()

    def leave(self) -> None:
        """Stop serving."""
        self._on_leave()
        self.should_exit = True
        self._leaving.set()

    def leave_when_idle(self, app: App, has_work: Callable[[], bool], idle: float) -> None:
        """Leave after ``idle`` seconds without a request, unless there is work left to do."""
        loop = asyncio.get_running_loop()

        def check() -> None:
            seconds = time.monotonic() - app.last_request_at
            if seconds < idle:
                loop.call_later(idle - seconds, check)
            elif app.requests_in_progress or has_work():
                loop.call_later(min(idle, MAX_SECONDS_BETWEEN_IDLE_CHECKS), check)
            else:
                log.info("no request for %d s: leaving", seconds)
                self.leave()

        loop.call_later(idle, check)

    def leave_when_input_ends(self, pipe: int) -> None:
        """Leave when a pipe has no writer any more: whoever started this sandbox has ended."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            if not os.read(pipe, 4096):
                loop.remove_reader(pipe)
                log.info("the input has ended: leaving")
                self.leave()

        loop.add_reader(pipe, read)

    def leave_when_state_is_gone(self, has_state: Callable[[], bool]) -> None:
        """Leave soon after the state directory is gone: nobody could find this sandbox again."""
        loop = asyncio.get_running_loop()

        def check() -> None:
            if has_state():
                loop.call_later(SECONDS_BETWEEN_STATE_CHECKS, check)
            else:
                log.warning("the state directory has been removed or replaced: leaving")
                self.leave()

        check()
