"""Show what a project has used."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.quotas._usage_period import COLUMNS, END, START, period
from mini_nova.compute.resources import usage
from mini_nova.compute.resources.projects import project_id
from mini_nova.context import Context
from mini_nova.output.results import Parts, Record, Rows, Sentences

NOTHING = "None"


@click.command("usage", cls=ReadingCommand, help=__doc__)
@START
@END
@click.option("--tenant", metavar="ID", help="The project; by default the login's.")
@click.pass_obj
def command(context: Context, start: str | None, end: str | None, tenant: str | None) -> Parts:
    """Return the sums over all servers that ran in this time."""
    span = period(start, end)
    compute = context.compute
    item = usage.of_project(compute, project_id(compute, tenant), *span)
    table: Rows | Sentences = Rows([item], COLUMNS)
    if not item.get("total_vcpus_usage"):
        table = Sentences([NOTHING])
    return Parts((Sentences([span.sentence]), table), Record(item, item))
