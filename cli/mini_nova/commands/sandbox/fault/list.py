"""List the faults that are planned, and all that can be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova.sandbox import control, options, state

TITLES = ("Name", "Planned", "Meets", "Description")


@click.command("list", cls=Command, help=__doc__)
@options.state_dir
def command(state_dir: Path | None) -> Rows:
    """Return a row for each planned fault, then one for each that could be."""
    directory = state_dir or state.default_directory(os.environ)
    answer = control.call(directory, "GET", "faults")
    descriptions: dict[str, str] = answer["known"]
    rows = [_planned_row(fault, descriptions.get(fault["kind"], "")) for fault in answer["planned"]]
    for name, description in descriptions.items():
        rows.append(_possible_row(name, description, name in answer["catalog"]))
    return Rows(rows, tuple(field(title) for title in TITLES))


def _planned_row(fault: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": fault["kind"],
        "planned": f"{fault['remaining']} times (id {fault['id']})",
        "meets": f"{fault['method']} {fault['path']}",
        "description": description,
        "fault": fault,
    }


def _possible_row(name: str, description: str, is_in_catalog: bool) -> dict[str, Any]:
    return {
        "name": name,
        "planned": "in the catalog" if is_in_catalog else "",
        "meets": "",
        "description": description,
        "fault": None,
    }
