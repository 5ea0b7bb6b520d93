"""List the flavors: sizes that servers can have."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.compute.resources import flavors
from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field

COLUMNS = (
    field("ID"),
    field("Name"),
    field("Memory_MiB", "ram"),
    field("Disk"),
    field("Ephemeral", "OS-FLV-EXT-DATA:ephemeral"),
    Column("Swap", lambda flavor: flavor.get("swap") or 0),
    field("VCPUs"),
    field("RXTX_Factor"),
    field("Is_Public", "os-flavor-access:is_public"),
)
EXTRA_SPECS, DESCRIPTION = field("extra_specs"), field("Description")
DESCRIPTION_FROM, EXTRA_SPECS_FROM = (2, 55), (2, 61)


@click.command("flavor-list", cls=Command, help=__doc__)
@click.option("--extra-specs", is_flag=True, help="Show the extra specs.")
@click.option("--all", "everything", is_flag=True, help="Private flavors too (admins), every page.")
@click.option("--marker", metavar="ID", help="Begin after this flavor.")
@click.option("--min-disk", metavar="GB", help="Only flavors with at least this disk.")
@click.option("--min-ram", metavar="MB", help="Only flavors with at least this memory.")
@click.option("--limit", type=int, help="At most so many.")
@click.option("--sort-key", metavar="KEY", help="The server's sort key.")
@click.option("--sort-dir", metavar="DIRECTION", help="asc or desc.")
@click.pass_obj
def command(context: Context, /, extra_specs: bool, everything: bool, **given: Any) -> Rows:
    """In the server's order."""
    compute = context.compute
    if everything:
        given = {**given, "marker": None, "limit": None, "is_public": "None"}
    names = {"min_disk": "minDisk", "min_ram": "minRam"}
    query = {names.get(key, key): str(value) for key, value in given.items() if value is not None}
    found = list(flavors.list_detail(compute, query, every_page=everything))
    if extra_specs and compute.version < EXTRA_SPECS_FROM:
        found = [
            {**flavor, "extra_specs": flavors.extra_specs(compute, str(flavor.get("id")))}
            for flavor in found
        ]
    specs = (EXTRA_SPECS,) if extra_specs else ()
    description = (DESCRIPTION,) if compute.version >= DESCRIPTION_FROM else ()
    return Rows(found, (*COLUMNS, *specs, *description))
