"""Change the description of a flavor."""

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.flavors._flavor_table import LAST_WITH_FACTOR, flavor_rows
from mini_nova.compute.resources import flavors
from mini_nova.context import Context
from mini_nova.output.results import Rows


@click.command(
    "flavor-update", cls=WritingCommand, since="2.55", prefers=LAST_WITH_FACTOR, help=__doc__
)
@click.argument("flavor")
@click.argument("description")
@click.pass_obj
def command(context: Context, flavor: str, description: str) -> Rows:
    """Return the changed flavor."""
    compute = context.compute
    item = flavors.update(compute, flavor, description)
    return flavor_rows([item], compute.version)
