"""Show the sandbox's address and its number of servers.

The exit code is 1 if it is not running.
"""

from __future__ import annotations

from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import control
from mini_nova.sandbox.options import state_dir


@click.command("status", cls=Command, help=__doc__)
@state_dir
def command(directory: Path) -> Record:
    """Return what the sandbox reports about itself."""
    status = control.call(directory, "GET", "status")
    return Record(status, status)
