"""Show what every project has used."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.quotas._usage_period import COLUMNS, END, START, period
from mini_nova.compute.resources import usage
from mini_nova.context import Context
from mini_nova.output.results import Parts, Rows, Sentences, field

TENANT = field("Tenant ID")


@click.command("usage-list", cls=ReadingCommand, help=__doc__)
@START
@END
@click.pass_obj
def command(context: Context, start: str | None, end: str | None) -> Parts:
    """Return the sums of each project over all servers that ran in this time."""
    span = period(start, end)
    rows = Rows(usage.of_all(context.compute, *span), (TENANT, *COLUMNS))
    return Parts((Sentences([span.sentence]), rows), rows)
