"""Show the quotas that a project has by default."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.quotas._quota_table import quota_view
from mini_nova.compute.resources import quotas
from mini_nova.context import Context
from mini_nova.output.results import Parts


@click.command("quota-defaults", cls=ReadingCommand, help=__doc__)
@click.option("--tenant", metavar="ID", help="The project; by default the login's.")
@click.pass_obj
def command(context: Context, tenant: str | None) -> Parts:
    """Return a row for each quota."""
    return quota_view(quotas.defaults(context.compute, tenant))
