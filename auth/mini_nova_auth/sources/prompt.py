"""Asks for a missing secret, on a terminal only."""

from __future__ import annotations

import sys
from getpass import getpass

from mini_nova_auth.keyring_store import Secret


def ask(secret: Secret) -> str:
    """What the user types, unseen; '' where there is no terminal to ask on, or nothing was typed."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return ""
    try:
        return getpass(f"{secret.label}: ", stream=sys.stderr)
    except EOFError:
        return ""
