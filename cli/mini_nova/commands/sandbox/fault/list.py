"""List the faults that are planned, and all that can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova.sandbox import control
from mini_nova.sandbox.options import state_dir

COLUMNS = (field("Name"), field("Planned"), field("Meets"), field("Description"))


@click.command("list", cls=Command, help=__doc__)
@state_dir
def command(directory: Path) -> Rows:
    """Return a row for each planned fault, then one for each that could be."""
    answer = control.call(directory, "GET", "faults")
    descriptions: dict[str, str] = answer["known"]
    rows = []
    for fault in answer["planned"]:
        description = descriptions.get(fault["kind"], "")
        rows.append(_planned_row(fault, description))
    for name, description in descriptions.items():
        is_in_catalog = name in answer["catalog"]
        rows.append(_possible_row(name, description, is_in_catalog))
    return Rows(rows, COLUMNS)


def _planned_row(fault: dict[str, Any], description: str) -> dict[str, Any]:
    remaining = fault["remaining"]
    times = "once" if remaining == 1 else f"{remaining} times"
    return {
        "name": fault["kind"],
        "planned": f"{times} (id {fault['id']})",
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
