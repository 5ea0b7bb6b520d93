"""Start a second sandbox on a copy of the state, at an address of its own.

NAME is a saved state, or a file as of 'mini-nova sandbox load'; without it, the copy is of the
sandbox as it is now. The passwords are the same. 'mini-nova sandbox env --state-dir DIR' prints the
variables for the fork, whose DIR is in the answer. A fork ends with 'mini-nova sandbox down
--state-dir DIR' or when it is idle, and its state ends with it: save what is worth keeping.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import control, launch, saved
from mini_nova.sandbox.options import state_dir
from mini_nova.sandbox.source import start_notice
from mini_nova_auth import directories


@click.command("fork", cls=Command, help=__doc__)
@click.argument("name", required=False, default="")
@state_dir
@click.pass_obj
def command(context: Context, /, name: str, directory: Path) -> Record:
    """Return what the fork says about itself."""
    parent = Path(directories.state(os.environ)) / "forks"
    body = {"parent": str(parent)}
    if name:
        body["source"] = str(saved.source(os.environ, name))
    running, is_new = launch.start(directory)
    if is_new:
        context.io.note(start_notice(running))
    fork = control.call(directory, "POST", "fork", body)["fork"]
    context.io.note(f'Use it: eval "$(mini-nova sandbox env --state-dir {fork["state_dir"]})"')
    return Record(fork, fork)
