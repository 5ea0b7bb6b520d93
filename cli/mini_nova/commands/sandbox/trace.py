"""Trace a server's path through the sandbox, step by step.

Each step has its module, the task state, its time and a message. SERVER is a name or an ID; a
deleted server is known by its ID only.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova.sandbox import control, options, state

TITLES = ("Step", "Module", "Task State", "Milliseconds", "Message")


@click.command("trace", cls=Command, help=__doc__)
@click.argument("server")
@options.state_dir
def command(server: str, state_dir: Path | None) -> Rows:
    """Return one row for each step."""
    directory = state_dir or state.default_directory(os.environ)
    trace = control.call(directory, "GET", f"trace/{control.quote_segment(server)}")
    return Rows(trace["steps"], tuple(field(title) for title in TITLES))
