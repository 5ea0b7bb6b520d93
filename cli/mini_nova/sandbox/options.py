"""The option that every command about the sandbox takes."""

from __future__ import annotations

from pathlib import Path

import click

state_dir = click.option(
    "--state-dir",
    type=click.Path(file_okay=False, path_type=Path, resolve_path=True),
    metavar="DIR",
    help="State directory; default $XDG_STATE_HOME/mini-nova/sandbox.",
)
