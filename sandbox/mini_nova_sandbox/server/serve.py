"""Put a sandbox together on its locked state directory, and serve."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox import __version__
from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.image import images
from mini_nova_sandbox.page.paths import PREFIX as PAGE
from mini_nova_sandbox.server import content, fork_state, load_state, state_directory, workers
from mini_nova_sandbox.server.app import App
from mini_nova_sandbox.server.fork_server import ForkServer
from mini_nova_sandbox.server.http_server import Connections, Server, configuration
from mini_nova_sandbox.server.listener import listen, port_of
from mini_nova_sandbox.server.services import services
from mini_nova_sandbox.server.state_directory import Lock
from mini_nova_sandbox.state import chance, clock, runs
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.queue import Queue
from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.state.trace import Trace
from mini_nova_sandbox.virt import load

LISTENING = "listening on %s, driver %s, state in %s"
log = logging.getLogger(__name__)


async def serve(
    settings: Settings, lock: Lock, forks: ForkServer, report: Callable[[dict[str, Any]], None]
) -> None:
    """Serve until told to leave, idle, or without a state directory.

    ``report`` is called with the description of the sandbox once it answers.

    Raises PortUnusable, and OSError, RuntimeError or sqlite3.Error for its state.
    """
    chance.seed(settings.seed, 0)
    credentials = state_directory.credentials(settings)
    listener = listen(settings)
    cloud = _open(settings, credentials)
    cloud.root = f"http://127.0.0.1:{port_of(listener)}"
    description = _describe(cloud, port_of(listener))
    connections = Connections()
    app = App(cloud, services(cloud, forks, credentials, description), connections.drop)
    withdraw = partial(state_directory.withdraw, settings, lock)
    leave = partial(_leave, withdraw, cloud.database)
    server = Server(configuration(app, connections), on_leave=leave)
    _tune_garbage_collector()
    try:
        log.info(LISTENING, cloud.root, settings.driver, settings.state_dir)
        server.leave_on_signals()  # before anybody can know of this process
        workers.start(cloud)
        state_directory.announce(settings, description)
        report(description)
        if settings.idle:
            server.leave_when_idle(app, lambda: not cloud.queue.is_empty, settings.idle)
        if settings.until_stdin_ends:
            server.leave_when_input_ends(sys.stdin.fileno())
        server.leave_when_state_is_gone(lambda: lock.holds)
        await server.serve(sockets=[listener])
    finally:
        withdraw()
        await cloud.queue.close()
        cloud.driver.close()
        cloud.database.close()
        if lock.holds:
            fork_state.remove(settings)


def _open(settings: Settings, credentials: Mapping[str, str]) -> Cloud:
    """Open the state, and put in order what a kill has left behind."""
    load_state.finish(settings)
    database = Database(settings.database, is_durable=not settings.is_temporary)
    runs.begin(database, settings.seed)
    cloud = Cloud(settings, database, Queue(database), Trace(database), load.driver(settings))
    content.create(cloud, credentials)
    images.reset_interrupted_uploads(database, settings)
    return cloud


def _leave(withdraw: Callable[[], None], database: Database) -> None:
    """Take no more clients, and end the streams of open pages."""
    withdraw()
    database.changes.end()


def _describe(cloud: Cloud, port: int) -> dict[str, Any]:
    """Return the description of the process in ``running.json`` and ``GET /sandbox/status``."""
    settings = cloud.settings
    return {
        "pid": os.getpid(),
        "url": cloud.root,
        "page": f"{cloud.root}{PAGE}",
        "state_dir": str(settings.state_dir),
        "port": port,
        **_options_in_effect(cloud),
        "started_at": clock.stamp(clock.now()),
        "version": __version__,
    }


def _options_in_effect(cloud: Cloud) -> dict[str, Any]:
    """Return the options of ``sandbox up`` but its port, by their names."""
    settings = cloud.settings
    return {
        "driver": settings.driver,
        "libvirt_uri": settings.libvirt_uri,
        "pace": settings.pace,
        "token_lifetime": settings.token_lifetime,
        "idle": settings.idle,
        "hosts": settings.hosts,
        "host_memory_mb": settings.host_memory_mb,
        "log_level": settings.log_level,
        "seed": settings.seed,
    }


def _tune_garbage_collector() -> None:
    """Collect rarely: a page of servers is 100,000 objects."""
    gc.set_threshold(100_000, 20, 20)
