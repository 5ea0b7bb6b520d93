"""``--idempotency-key``: the value of the option, and its note on this machine."""

from __future__ import annotations

import os

from mini_nova.compute.api import Compute
from mini_nova.compute.boot.journal import Journal, default_directory
from mini_nova.context import Context
from mini_nova.errors import BadUsage

LONGEST_KEY = 255  # of a metadata value in Nova


def checked_key(key: str | None) -> str:
    """Return the key; '' without the option. Raises BadUsage for one that nobody meant."""
    if key is None:
        return ""
    if not key.strip():
        raise BadUsage(
            "the idempotency key is empty",
            hint="Is the variable set that --idempotency-key takes it from?",
        )
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise BadUsage(f"an idempotency key has at most {LONGEST_KEY} printable characters")
    return key


def journal_of(context: Context, compute: Compute, key: str) -> Journal:
    """Return this machine's note of boots with the key, in the project of the login."""
    identity = (*identity_of(context, compute), key)
    return Journal(default_directory(os.environ), identity)


def identity_of(context: Context, compute: Compute) -> tuple[str, str]:
    """Return what tells the login's cloud and project from others."""
    project = compute.session.access.project
    auth_url = context.settings["auth_url"].rstrip("/")
    return auth_url, project.id or project.name
