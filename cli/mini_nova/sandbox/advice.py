"""Point users who have named no cloud to the sandbox."""

from __future__ import annotations

from pathlib import Path

from mini_nova.sandbox import state


def advice(directory: Path) -> str:
    """Return a sentence on the sandbox of a state directory, and where it is if it runs."""
    running = state.running(directory)
    if running is None:
        return "Or try --os-cloud sandbox, which starts a cloud on this machine."
    url = running["url"]
    return f"Or try --os-cloud sandbox: it is running at {url}."
