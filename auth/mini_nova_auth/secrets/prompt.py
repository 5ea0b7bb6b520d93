"""Ask the user for a missing secret, on a terminal only."""

from __future__ import annotations

import sys

from mini_nova_auth.secrets.secret import SecretName


def is_read() -> bool:
    """Whether a person can read stderr: it is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def ask(name: SecretName) -> str:
    """Return what the user types, unseen; '' without a terminal, or if nothing is typed."""
    return ask_unseen(name.label)


def ask_unseen(label: str) -> str:
    """Return what the user types, unseen, after a label; '' without a terminal, or for nothing."""
    if sys.stdin is None or not sys.stdin.isatty() or not is_read():
        return ""
    from getpass import getpass

    try:
        return getpass(f"{label}: ", stream=sys.stderr)
    except EOFError:
        return ""
