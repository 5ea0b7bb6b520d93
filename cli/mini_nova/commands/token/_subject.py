"""A token that a command is about, given as an argument or on stdin."""

from __future__ import annotations

import sys

from mini_nova.errors import BadUsage
from mini_nova_auth import redact


def given_token(argument: str | None) -> str:
    """The token; '' where none was given. ``-`` reads one line of stdin, so that it is in no process list.

    Raises BadUsage for what cannot be a token.
    """
    token = sys.stdin.readline().strip() if argument == "-" else (argument or "")
    if argument is not None and (
        not token or not token.isascii() or not token.isprintable() or " " in token
    ):
        raise BadUsage("that is no token: it has to be one word of printable characters")
    redact.learn(token)
    return token
