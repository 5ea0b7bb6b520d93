"""Show one host aggregate."""

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.aggregates._aggregate_table import aggregate_rows
from mini_nova.compute.resources import aggregates
from mini_nova.context import Context
from mini_nova.output.results import Rows


@click.command("aggregate-show", cls=ReadingCommand, help=__doc__)
@click.argument("aggregate")
@click.pass_obj
def command(context: Context, aggregate: str) -> Rows:
    """Return it as a list of one, as the classic client does."""
    compute = context.compute
    item = aggregates.find(compute, aggregate)
    return aggregate_rows(item, compute.version)
