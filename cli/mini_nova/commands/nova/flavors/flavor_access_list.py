"""List the projects that may use a private flavor."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.flavors._flavor_table import ACCESS_COLUMNS
from mini_nova.compute.resources import flavors
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output.results import Rows


@click.command("flavor-access-list", cls=ReadingCommand, help=__doc__)
@click.option("--flavor", metavar="FLAVOR", help="The flavor, by name or id.")
@click.pass_obj
def command(context: Context, flavor: str | None) -> Rows:
    """Return the projects of one flavor: Nova has no list of all."""
    if not flavor:
        raise BadUsage("Unable to get all access lists. Specify --flavor")
    return Rows(flavors.access_list(context.compute, flavor), ACCESS_COLUMNS)
