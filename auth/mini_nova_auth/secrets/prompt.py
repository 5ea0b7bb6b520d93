"""The user at the terminal: asked for a missing secret there only."""

from __future__ import annotations

import sys
from getpass import getpass

from mini_nova_auth.secrets.keyring_store import Secret


def is_read() -> bool:
    """Whether somebody reads what is written to stderr: it is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def ask(secret: Secret) -> str:
    """What the user types, unseen; '' where there is no terminal to ask on, or nothing was typed."""
    if sys.stdin is None or not (sys.stdin.isatty() and is_read()):
        return ""
    try:
        return getpass(f"{secret.label}: ", stream=sys.stderr)
    except EOFError:
        return ""
