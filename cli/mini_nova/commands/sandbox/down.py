"""Stop the sandbox, keeping its state.

Unfinished builds resume at the next start.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import launch, options, state


@click.command("down", cls=Command, help=__doc__)
@options.state_dir
def command(state_dir: Path | None) -> Sentences:
    """Succeed even if the sandbox is not running."""
    directory = state_dir or state.default_directory(os.environ)
    was_running = launch.stop(directory)
    return Sentences(("sandbox stopped" if was_running else "sandbox is not running",))
