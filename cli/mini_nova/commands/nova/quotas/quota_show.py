"""Show the quotas of a project or a user."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.quotas._quota_table import quota_view
from mini_nova.compute.resources import quotas
from mini_nova.context import Context
from mini_nova.output.results import Parts


@click.command("quota-show", cls=ReadingCommand, help=__doc__)
@click.option("--tenant", metavar="ID", help="The project; by default the login's.")
@click.option("--user", metavar="ID", help="One of the project's users.")
@click.option("--detail", is_flag=True, help="Also what is in use and reserved.")
@click.pass_obj
def command(context: Context, tenant: str | None, user: str | None, detail: bool) -> Parts:
    """Return a row for each quota."""
    return quota_view(quotas.get(context.compute, tenant, user, detail=detail))
