"""Stop the sandbox; what it holds stays, and builds go on when it is started again."""

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
    """One that is not running is no error."""
    stopped = launch.stop(state_dir or state.default_directory(os.environ))
    return Sentences(("sandbox stopped" if stopped else "sandbox is not running",))
