"""Create a host aggregate, with an availability zone or without."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.aggregates._aggregate_table import aggregate_rows
from mini_nova.compute.resources import aggregates
from mini_nova.context import Context
from mini_nova.output.results import Rows


@click.command("aggregate-create", cls=WritingCommand, help=__doc__)
@click.argument("name")
@click.argument("availability_zone", required=False)
@click.pass_obj
def command(context: Context, name: str, availability_zone: str | None) -> Rows:
    """Return the new aggregate."""
    compute = context.compute
    aggregate = aggregates.create(compute, name, availability_zone)
    return aggregate_rows(aggregate, compute.version)
