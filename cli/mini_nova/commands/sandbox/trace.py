"""Show the way of a server through the cloud: each step, the module that does it, task state, time and what it says."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova.sandbox import control, options, state

COLUMNS = (
    field("Step"),
    field("Module"),
    field("Task State"),
    field("Milliseconds"),
    field("Message"),
)


@click.command("trace", cls=Command, help=__doc__)
@click.argument("server")
@options.state_dir
def command(server: str, state_dir: Path | None) -> Rows:
    """By name or id; a deleted server by its id."""
    directory = state_dir or state.default_directory(os.environ)
    told = control.ask(directory, "GET", f"trace/{control.quoted(server)}")
    return Rows(told["steps"], COLUMNS)
