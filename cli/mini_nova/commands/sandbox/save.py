"""Save the whole state of the sandbox under a name.

'mini-nova sandbox load NAME' brings it back, builds that were under way included. Of users'
passwords it has only the hashes; TOTP and EC2 secrets and user data are as Keystone and Nova keep
them.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.errors import CommandError
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import control, saved
from mini_nova.sandbox.options import state_dir
from mini_nova_auth import private_files


@click.command("save", cls=Command, help=__doc__)
@click.option("--force", is_flag=True, help="Replace a state of that name.")
@click.argument("name")
@state_dir
def command(name: str, directory: Path, force: bool) -> Record:
    """Return the name, moment, servers, images and size of the state."""
    path = saved.path_of(os.environ, name)
    if saved.description(path) and not force:
        raise CommandError(
            f"there is a saved state {name} already", hint="Replace it with --force."
        )
    private_files.make_directory(path.parent)
    answer = control.call(directory, "POST", "save", {"path": str(path)})
    state = {"name": name, **saved.shown(answer["saved"])}
    return Record(state, state)
