"""Forget planned faults: one by its id or name, or all of them."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import control, options, state


@click.command("clear", cls=Command, help=__doc__)
@click.argument("fault", required=False, default="")
@options.state_dir
def command(fault: str, state_dir: Path | None) -> Sentences:
    """Says what is planned no longer."""
    directory = state_dir or state.default_directory(os.environ)
    control.ask(directory, "DELETE", f"faults/{control.quoted(fault)}" if fault else "faults")
    return Sentences((f"fault {fault} is cleared" if fault else "no fault is planned any more",))
