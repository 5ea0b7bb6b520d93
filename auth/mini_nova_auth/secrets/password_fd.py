"""A secret from an open file descriptor (``mini-nova --password-fd 3 3<file``); 0 is stdin."""

from __future__ import annotations

import os

from mini_nova_auth.errors import ConfigurationError

_MAX_LENGTH = 64 * 1024  # bytes


def first_line(number: str, source: str) -> str:
    """Read the first line and no byte beyond it, so that the command can read the rest.

    ``source`` tells where the number came from. Raises ConfigurationError if nothing can be read.
    """
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise ConfigurationError(
            f"{source}: that is not the number of a file descriptor",  # it may be the secret itself
            hint="Open one for it, as in: mini-nova --password-fd 3 ... 3<file",
        )
    try:
        secret = _read_line(int(number)).decode().rstrip("\r")
    except OSError as problem:
        raise ConfigurationError(
            f"{source}: the file descriptor {number} cannot be read: {problem.strerror}",
            hint=f"Open it, as in: mini-nova --password-fd {number} ... {number}<file",
        ) from problem
    except ValueError:
        raise ConfigurationError(
            f"{source}: the file descriptor {number} does not give text"
        ) from None
    if not secret:
        raise ConfigurationError(f"{source}: the file descriptor {number} gives no secret")
    return secret


def _read_line(descriptor: int) -> bytes:
    """Read up to a line's end, byte by byte. Raises OSError."""
    line = bytearray()
    while len(line) < _MAX_LENGTH:
        byte = os.read(descriptor, 1)
        if byte in (b"", b"\n"):
            break
        line += byte
    return bytes(line)
