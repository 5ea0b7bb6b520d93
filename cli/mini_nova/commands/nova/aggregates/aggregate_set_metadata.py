"""Set metadata of a host aggregate; a key alone removes its item."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.key_values import values
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.aggregates._aggregate_table import change_view
from mini_nova.compute.resources import aggregates
from mini_nova.context import Context
from mini_nova.output.results import Parts


@click.command("aggregate-set-metadata", cls=WritingCommand, help=__doc__)
@click.argument("aggregate")
@click.argument("metadata", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, aggregate: str, metadata: tuple[str, ...]) -> Parts:
    """Return what was done, and the aggregate."""
    compute = context.compute
    item = aggregates.find(compute, aggregate)
    item = aggregates.set_metadata(compute, item, values(metadata))
    sentence = f"Metadata has been successfully updated for aggregate {item['id']}."
    return change_view(sentence, item, compute.version)
