"""Runs a sandbox in this process: takes the lock, opens the state, listens, leaves when told to or when idle.

Files of the state directory (0700, files 0600): ``lock`` is held for as long as it runs; ``credentials.json`` has the
passwords and the control key, made at random at the first start; ``running.json`` appears when it answers and goes when
it leaves; ``port`` remembers the port, so that exports of yesterday hold today.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import json
import logging
import os
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from mini_nova_sandbox import __version__
from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.server.app import App
from mini_nova_sandbox.server.services import services
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.queue import Queue
from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.state.trace import Trace

SECONDS_TO_FINISH_ANSWERS = 2
SECONDS_OF_QUIET = 75  # on a kept connection; clients that poll keep theirs
OF_THE_STARTER = {
    "sandbox.log",
    "sandbox.log.1",
    "options.json",
}  # what may be there before the first start
LOCK_ATTEMPTS = 10
SECONDS_BETWEEN_LOCK_ATTEMPTS = 0.03
log = logging.getLogger(__name__)


class AlreadyRunning(Exception):
    """Another process holds the lock of this state directory."""


class StateUnusable(Exception):
    """The state directory cannot be used; the text says why."""


def run(settings: Settings) -> None:
    """Serves until told to stop. Raises AlreadyRunning, StateUnusable, OSError (no such port)."""
    os.umask(0o077)
    _prepare(settings)
    with _locked(settings):
        asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from mini_nova_sandbox.image import images
    from mini_nova_sandbox.server import content, workers
    from mini_nova_sandbox.virt import load

    credentials = _credentials(settings)
    database = Database(settings.database)
    listening = _listen(settings)
    cloud = Cloud(settings, database, Queue(database), Trace(database), load.driver(settings))
    cloud.root = f"http://127.0.0.1:{listening.getsockname()[1]}"
    content.create(cloud, credentials)
    images.tidy(database, settings)
    about = _about(settings, cloud)
    connections: dict[tuple[str, int], Any] = {}
    app = App(
        cloud,
        services(cloud, credentials["control"], about),
        lambda scope: _drop(connections, scope),
    )
    config = uvicorn.Config(
        app,
        http=_protocol(connections),
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH_ANSWERS,
        timeout_keep_alive=SECONDS_OF_QUIET,
    )
    server = _Server(config)
    gc.freeze()  # what is loaded stays; a page of servers is a hundred thousand objects that are no garbage
    gc.set_threshold(100_000, 20, 20)
    try:
        workers.start(cloud)
        _tell(settings, about)
        if settings.idle:
            server.leave_when_idle(app, cloud, settings.idle)
        log.info(
            "listening on %s, driver %s, state in %s",
            cloud.root,
            settings.driver,
            settings.state_dir,
        )
        await server.serve(sockets=[listening])
    finally:
        settings.running.unlink(missing_ok=True)
        await cloud.queue.close()
        cloud.driver.close()
        database.close()


class _Server(uvicorn.Server):
    """Uvicorn's server without its ticking: an idle sandbox uses no processor time."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end it in order."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.leave)
        yield

    async def main_loop(self) -> None:
        """Sleeps until it is time to leave."""
        await self._ended.wait()

    def leave(self) -> None:
        """Ends the serving."""
        self.should_exit = True
        self._ended.set()

    def leave_when_idle(self, app: App, cloud: Cloud, idle: float) -> None:
        """Leaves when nobody asked for ``idle`` seconds and no work is in hand; looks when that could be."""

        def look() -> None:
            quiet_for = time.monotonic() - app.last_asked
            if quiet_for >= idle and not app.busy and cloud.queue.is_empty:
                log.info("nobody asked for %d s: leaving", quiet_for)
                self.leave()
            else:
                asyncio.get_running_loop().call_later(max(idle - quiet_for, min(idle, 10.0)), look)

        asyncio.get_running_loop().call_later(idle, look)


def _protocol(connections: dict[tuple[str, int], Any]) -> type[H11Protocol]:
    """Uvicorn's HTTP/1.1, which also remembers each client's connection, so that one can be cut."""

    class Protocol(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            connections[transport.get_extra_info("peername")] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self.transport.get_extra_info("peername"), None)
            super().connection_lost(exc)

    return Protocol


def _drop(connections: dict[tuple[str, int], Any], scope: Scope) -> None:
    transport = connections.get(tuple(scope["client"]))
    if transport is not None:
        transport.abort()


def _prepare(settings: Settings) -> None:
    folder = settings.state_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = folder.stat()
    if about.st_uid != os.geteuid():
        raise StateUnusable(f"{folder} belongs to another user")
    names = {entry.name for entry in folder.iterdir()} - OF_THE_STARTER
    if names and settings.lock.name not in names:
        raise StateUnusable(f"{folder} holds something else: it has to be empty, or a sandbox's")
    folder.chmod(0o700)
    settings.images.mkdir(exist_ok=True)
    settings.instances.mkdir(exist_ok=True)


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    handle = os.open(settings.lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        for attempt in range(LOCK_ATTEMPTS):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except (
                BlockingIOError
            ) as error:  # another sandbox, or somebody who looks whether there is one
                if attempt == LOCK_ATTEMPTS - 1:
                    raise AlreadyRunning(
                        f"a sandbox already runs on {settings.state_dir}"
                    ) from error
                time.sleep(SECONDS_BETWEEN_LOCK_ATTEMPTS)
        settings.running.unlink(missing_ok=True)  # of one that was killed
        yield
    finally:
        os.close(handle)


def _credentials(settings: Settings) -> dict[str, str]:
    """The passwords and the control key; made where the file is not there or was cut."""
    try:
        known: dict[str, str] = json.loads(settings.credentials.read_text(encoding="utf-8"))
        if {"admin", "demo", "control"} <= known.keys():
            return known
    except (OSError, ValueError):
        pass
    made = {name: secrets.token_urlsafe(24) for name in ("admin", "demo", "control")}
    _write(settings.credentials, json.dumps(made))
    return made


def _listen(settings: Settings) -> socket.socket:
    """A socket on the port asked for; where none was, on the last one if it is free, or any."""
    memory = settings.state_dir / "port"
    try:
        last = int(memory.read_text(encoding="ascii"))
    except (OSError, ValueError):
        last = 0
    try:
        listening = _bound(settings.port or (last if 0 < last < 65536 else 0))
    except OSError:
        if settings.port:
            raise
        listening = _bound(0)
    _write(memory, str(listening.getsockname()[1]))
    return listening


def _bound(port: int) -> socket.socket:
    listening = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # asyncio then sets TCP_NODELAY
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


def _about(settings: Settings, cloud: Cloud) -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "url": cloud.root,
        "state_dir": str(settings.state_dir),
        "driver": settings.driver,
        "pace": settings.pace,
        "token_lifetime": settings.token_lifetime,
        "idle": settings.idle,
        "started_at": clock.stamp(clock.now()),
        "version": __version__,
    }


def _tell(settings: Settings, about: dict[str, Any]) -> None:
    _write(settings.running, json.dumps(about))


def _write(path: Any, text: str) -> None:
    """Replaces a file as a whole."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)  # noqa: PTH105 - the path may be replaced by itself only
