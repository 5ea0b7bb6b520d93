"""The moments of a recording."""

from __future__ import annotations

from mini_nova_sandbox.state import clock


def created_at(text: str) -> float:
    """Return the moment in a text, or the current one if there is none."""
    return clock.parse(text) if text else clock.now()


def optional(text: str | None) -> float | None:
    """Return the moment in a text, or None if there is none."""
    return clock.parse(text) if text else None
