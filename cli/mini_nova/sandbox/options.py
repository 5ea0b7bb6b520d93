"""The option that every command about the sandbox takes."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.sandbox.state import default_directory


def _or_default(_ctx: click.Context, _param: click.Parameter, directory: Path | None) -> Path:
    return directory or default_directory(os.environ)


state_dir = click.option(
    "--state-dir",
    "directory",
    type=click.Path(file_okay=False, path_type=Path, resolve_path=True),
    callback=_or_default,
    metavar="DIR",
    help="State directory; default $XDG_STATE_HOME/mini-nova/sandbox.",
)
