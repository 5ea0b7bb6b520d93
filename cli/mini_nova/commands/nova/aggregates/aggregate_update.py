"""Change the name or the availability zone of a host aggregate."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.aggregates._aggregate_table import change_view
from mini_nova.compute.resources import aggregates
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output.results import Parts


@click.command("aggregate-update", cls=WritingCommand, help=__doc__)
@click.option("--name", metavar="NAME", help="The new name.")
@click.option("--availability-zone", metavar="ZONE", help="The new availability zone.")
@click.argument("aggregate")
@click.pass_obj
def command(
    context: Context, name: str | None, availability_zone: str | None, aggregate: str
) -> Parts:
    """Return what was done, and the aggregate."""
    options = {"name": name, "availability_zone": availability_zone}
    changes = {key: value for key, value in options.items() if value}
    if not changes:
        raise BadUsage(
            "Either '--name <name>' or '--availability-zone <availability-zone>' must be specified."
        )
    compute = context.compute
    item = aggregates.find(compute, aggregate)
    item = aggregates.update(compute, item, changes)
    sentence = f"Aggregate {item['id']} has been successfully updated."
    return change_view(sentence, item, compute.version)
