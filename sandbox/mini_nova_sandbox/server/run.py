"""Run a sandbox in this process until it is told to stop or has been idle for long enough."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

from mini_nova_sandbox.server import state_directory
from mini_nova_sandbox.state.settings import Settings


def _tell_nobody(_description: dict[str, Any]) -> None:
    """Take the description of a sandbox that answers."""


def run(
    settings: Settings,
    report: Callable[[dict[str, Any]], None] = _tell_nobody,
) -> None:
    """Serve until told to stop; ``report`` is called once the sandbox answers.

    Raises AlreadyRunning, StateUnusable, PortUnusable, OSError, RuntimeError, sqlite3.Error.
    """
    os.umask(0o077)
    with state_directory.locked(settings) as lock:
        # Loaded only now, so that a process that another one has beaten to the lock ends at once.
        from mini_nova_sandbox.server import fork_server
        from mini_nova_sandbox.server.serve import serve

        forks = fork_server.start(run, [lock.handle])
        try:
            asyncio.run(serve(settings, lock, forks, report))
        finally:
            forks.close()
