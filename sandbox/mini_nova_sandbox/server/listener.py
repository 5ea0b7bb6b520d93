"""The socket that a sandbox listens on."""

from __future__ import annotations

import socket

from mini_nova_sandbox.server import state_directory
from mini_nova_sandbox.state.settings import Settings

BACKLOG = 1024


class PortUnusable(Exception):
    """The port that was asked for cannot be had; the text says which, and why."""


def listen(settings: Settings) -> socket.socket:
    """Listen on the port of the settings; without one on the last port, or any if that is taken.

    Raises PortUnusable if the port of the settings cannot be had.
    """
    try:
        listener = _bind(settings.port or state_directory.last_port(settings))
    except OSError as error:
        if settings.port:
            raise PortUnusable(
                f"port {settings.port} of 127.0.0.1 cannot be used ({error.strerror}): "
                "choose another with --port, or --port 0 for any free one"
            ) from error
        listener = _bind(0)
    state_directory.remember_port(settings, port_of(listener))
    return listener


def port_of(listener: socket.socket) -> int:
    """Return the port of a socket."""
    return int(listener.getsockname()[1])


def _bind(port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only if the socket names its protocol.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
