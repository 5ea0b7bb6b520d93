"""Run a sandbox in this process until it is told to stop or has been idle for long enough."""

from __future__ import annotations

import asyncio
import os

from mini_nova_sandbox.server import state_directory
from mini_nova_sandbox.state.settings import Settings


def run(settings: Settings) -> None:
    """Serve until told to stop.

    Raises AlreadyRunning, StateUnusable, PortUnusable, OSError, RuntimeError, sqlite3.Error.
    """
    os.umask(0o077)
    with state_directory.locked(settings) as lock:
        # Loaded only now, so that a process that another one has beaten to the lock ends at once.
        from mini_nova_sandbox.server.serve import serve

        asyncio.run(serve(settings, lock))
