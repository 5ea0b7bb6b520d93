"""Trace a server's path through the sandbox, step by step.

Each step has its module, the task state, its time and a message. SERVER is a name or an ID; a
deleted server is known by its ID only.
"""

from __future__ import annotations

from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova.sandbox import control
from mini_nova.sandbox.options import state_dir

COLUMNS = (
    field("Step"),
    field("Module"),
    field("Task State"),
    field("Milliseconds"),
    field("Message"),
)


@click.command("trace", cls=Command, help=__doc__)
@click.argument("server")
@state_dir
def command(server: str, directory: Path) -> Rows:
    """Return one row for each step."""
    segment = control.quote_segment(server)
    trace = control.call(directory, "GET", f"trace/{segment}")
    return Rows(trace["steps"], COLUMNS)
