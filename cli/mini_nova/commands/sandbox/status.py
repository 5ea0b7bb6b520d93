"""Show where the sandbox answers, and how many servers it has."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import control, options, state


@click.command("status", cls=Command, help=__doc__)
@options.state_dir
def command(state_dir: Path | None) -> Record:
    """Exits with 1 where none runs."""
    told = control.ask(state_dir or state.default_directory(os.environ), "GET", "status")
    return Record(told, told)
