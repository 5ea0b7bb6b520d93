"""Show one server."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.servers._server_view import named_record
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from mini_nova.output.results import Record


@click.command("show", cls=ReadingCommand, help=__doc__)
@click.option(
    "--minimal", is_flag=True, help="Skip the requests for the names of image and flavor."
)
@click.option(
    "--wrap",
    type=int,
    default=0,
    metavar="N",
    help="Break the values of the table at N characters.",
)
@click.argument("server")
@click.pass_obj
def command(context: Context, minimal: bool, wrap: int, server: str) -> Record:
    """Return the server, in a table with the names of its image and flavor."""
    item = servers.find(context.compute, server)
    return named_record(context, item, minimal)._replace(wrap=wrap)
