"""Erase all of the sandbox's state; restart it if it was running.

Its port stays the same; its passwords are new.
"""

from __future__ import annotations

from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import launch, state
from mini_nova.sandbox.options import state_dir


@click.command("reset", cls=Command, help=__doc__)
@state_dir
def command(directory: Path) -> Sentences:
    """Remove only the sandbox's own files, and forget the options of ``up``."""
    lock = directory / "lock"
    if not lock.exists():
        return Sentences(("there is no sandbox to reset",))
    was_running = launch.stop(directory)
    state.erase(directory)
    if not was_running:
        return Sentences(("sandbox is empty",))
    running, _ = launch.start(directory)
    url = running["url"]
    return Sentences((f"sandbox is empty, and up again at {url}",))
