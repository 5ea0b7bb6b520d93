"""Give a project or a user the default quotas again."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import quotas
from mini_nova.context import Context


@click.command("quota-delete", cls=WritingCommand, help=__doc__)
@click.option("--tenant", metavar="ID", required=True, help="The project.")
@click.option("--user", metavar="ID", help="One of the project's users.")
@click.pass_obj
def command(context: Context, tenant: str, user: str | None) -> None:
    """Delete the quotas that are set."""
    quotas.delete(context.compute, tenant, user)
