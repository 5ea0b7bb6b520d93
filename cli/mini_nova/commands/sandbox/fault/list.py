"""List the faults that there are, and which of them are planned."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova.sandbox import control, options, state

COLUMNS = (field("Name"), field("Planned"), field("Meets"), field("Description"))


@click.command("list", cls=Command, help=__doc__)
@options.state_dir
def command(state_dir: Path | None) -> Rows:
    """One row a planned fault, then one for each that could be."""
    told = control.ask(state_dir or state.default_directory(os.environ), "GET", "faults")
    rows = [
        {
            "name": one["kind"],
            "planned": f"{one['remaining']} times (id {one['id']})",
            "meets": f"{one['method']} {one['path']}",
            "description": told["known"].get(one["kind"], ""),
            "fault": one,
        }
        for one in told["planned"]
    ]
    for name, description in told["known"].items():
        planned = "in the catalog" if name in told["catalog"] else ""
        rows.append(
            {
                "name": name,
                "planned": planned,
                "meets": "",
                "description": description,
                "fault": None,
            }
        )
    return Rows(rows, COLUMNS)
