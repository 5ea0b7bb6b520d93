"""Show a server group."""

import click

from mini_nova.commands.nova._kinds.listing import columns_at
from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.server_groups._group_table import COLUMNS
from mini_nova.compute.resources import server_groups
from mini_nova.context import Context
from mini_nova.output.results import Rows


@click.command("server-group-get", cls=ReadingCommand, help=__doc__)
@click.argument("id")
@click.pass_obj
def command(context: Context, id: str) -> Rows:
    """Return it as a list of one, as the classic client does."""
    compute = context.compute
    group = server_groups.get(compute, id)
    return Rows([group], columns_at(compute.version, COLUMNS))
