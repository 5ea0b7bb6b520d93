"""Show the sandbox's address and its number of servers.

The exit code is 1 if it is not running.
"""

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
    """Return what the sandbox reports about itself."""
    directory = state_dir or state.default_directory(os.environ)
    status = control.call(directory, "GET", "status")
    return Record(status, status)
