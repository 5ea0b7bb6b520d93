"""Waiting until a port of a server answers."""

from __future__ import annotations

import socket
import time

from mini_nova.context import Context
from mini_nova.errors import TimedOut

PAUSE = 1.0  # seconds between two tries
LONGEST_TRY = 5.0  # seconds


def wait_for_port(context: Context, address: str, port: int, timeout: float | None) -> None:
    """Return once something listens at the port. Raises TimedOut after ``timeout`` seconds."""
    started = time.monotonic()
    while not _answers(address, port):
        elapsed = time.monotonic() - started
        if timeout is not None and elapsed >= timeout:
            raise TimedOut(
                f"gave up waiting after {timeout:g} s: {address} port {port} does not answer",
                hint="See 'mini-nova console-log', and the security groups of the server.",
            )
        if context.io.live:
            context.io.progress(f"{address} port {port}: no answer  {elapsed:.0f} s")
        time.sleep(PAUSE)


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), LONGEST_TRY):
            return True
    except OSError:
        return False
