"""Stop the sandbox, keeping its state.

Unfinished builds resume at the next start.
"""

from __future__ import annotations

from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import launch
from mini_nova.sandbox.options import state_dir


@click.command("down", cls=Command, help=__doc__)
@state_dir
def command(directory: Path) -> Sentences:
    """Succeed even if the sandbox is not running."""
    was_running = launch.stop(directory)
    sentence = "sandbox stopped" if was_running else "sandbox is not running"
    return Sentences((sentence,))
