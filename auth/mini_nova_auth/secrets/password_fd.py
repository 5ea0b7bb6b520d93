"""A secret from a file descriptor that was opened for us (``mini-nova --password-fd 3 3<file``); 0 is stdin."""

from __future__ import annotations

import os

from mini_nova_auth.errors import ConfigurationError

_LONGEST = 64 * 1024


def first_line(number: str, source: str) -> str:
    """The first line that can be read; no byte beyond it is taken, so that a command may read the rest.

    ``source`` says where the number came from. Raises ConfigurationError where there is nothing to read.
    """
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise ConfigurationError(
            f"{source}: that is not the number of a file descriptor",  # it may be the secret itself
            hint="Open one for it, as in: mini-nova --password-fd 3 ... 3<file",
        )
    line = bytearray()
    try:
        while len(line) < _LONGEST and (byte := os.read(int(number), 1)) not in (b"", b"\n"):
            line += byte
        text = line.decode().rstrip("\r")
    except OSError as problem:
        raise ConfigurationError(
            f"{source}: the file descriptor {number} cannot be read: {problem.strerror}",
            hint=f"Open it, as in: mini-nova --password-fd {number} ... {number}<file",
        ) from problem
    except ValueError:
        raise ConfigurationError(
            f"{source}: what the file descriptor {number} gives is no text"
        ) from None
    if not text:
        raise ConfigurationError(f"{source}: the file descriptor {number} gives no secret")
    return text
