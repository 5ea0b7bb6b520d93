"""Cancel planned faults: one by its ID or name, or all of them."""

from __future__ import annotations

from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import control
from mini_nova.sandbox.options import state_dir


@click.command("clear", cls=Command, help=__doc__)
@click.argument("fault", required=False, default="")
@state_dir
def command(fault: str, directory: Path) -> Sentences:
    """Cancel one fault if it is named, otherwise all."""
    if fault:
        segment = control.quote_segment(fault)
        control.call(directory, "DELETE", f"faults/{segment}")
        return Sentences((f"fault {fault} is cleared",))
    control.call(directory, "DELETE", "faults")
    return Sentences(("no fault is planned any more",))
