"""Cancel planned faults: one by its ID or name, or all of them."""

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
    """Cancel one fault if it is named, otherwise all."""
    directory = state_dir or state.default_directory(os.environ)
    if fault:
        control.call(directory, "DELETE", f"faults/{control.quote_segment(fault)}")
        return Sentences((f"fault {fault} is cleared",))
    control.call(directory, "DELETE", "faults")
    return Sentences(("no fault is planned any more",))
