"""List the saved states, or delete one."""

from __future__ import annotations

import os

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Rows, Sentences, field
from mini_nova.sandbox import saved

COLUMNS = (field("Name"), field("Saved At"), field("Servers"), field("Images"), field("Size"))


@click.command("saved", cls=Command, help=__doc__)
@click.option("--delete", "name", metavar="NAME", help="Delete the saved state NAME.")
def command(name: str | None) -> Rows | Sentences:
    """Return a row for each state: name, moment, servers, images, size in bytes."""
    if name is None:
        return Rows(saved.states(os.environ), COLUMNS)
    saved.delete(os.environ, name)
    return Sentences((f"saved state {name} is deleted",))
