"""Stop the sandbox, keeping its state.

Unfinished builds resume at the next start. The state of a fork is removed.
"""

from __future__ import annotations

from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import launch, state
from mini_nova.sandbox.options import state_dir


@click.command("down", cls=Command, help=__doc__)
@state_dir
def command(directory: Path) -> Sentences:
    """Succeed even if the sandbox is not running."""
    is_fork = state.is_fork(directory)
    was_running = launch.stop(directory)
    if is_fork:
        state.remove_fork(directory)  # it does so itself, unless it was killed
        return Sentences(("fork stopped, its state is removed",))
    sentence = "sandbox stopped" if was_running else "sandbox is not running"
    return Sentences((sentence,))
