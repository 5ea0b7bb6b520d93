"""Show one hypervisor, by hostname or id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.resources import hypervisors
from mini_nova.context import Context
from mini_nova.output.results import Record

WRAP = 40  # characters a line


@click.command("hypervisor-show", cls=ReadingCommand, help=__doc__)
@click.option(
    "--wrap",
    type=click.INT,
    default=WRAP,
    metavar="N",
    help=f"Break values after so many characters; default {WRAP}, 0 never.",
)
@click.argument("hypervisor")
@click.pass_obj
def command(context: Context, wrap: int, hypervisor: str) -> Record:
    """Return its details; a table has a row for each member of an inner object."""
    item = hypervisors.find(context.compute, hypervisor)
    return Record(item, _flat(item), wrap=max(wrap, 0))


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the members of inner objects as ``outer_inner``; JSON in a string is one, too."""
    properties: dict[str, Any] = {}
    for key, item in value.items():
        name = f"{prefix}{key}"
        inner = _object(item)
        if inner is None:
            properties[name] = item
        else:
            properties.update(_flat(inner, f"{name}_"))
    return properties


def _object(value: Any) -> Mapping[str, Any] | None:
    """Return an object that a value is, or holds as JSON; None if it is none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, Mapping) else None
