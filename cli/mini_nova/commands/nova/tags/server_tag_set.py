"""Replace the tags of a server."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context


@click.command("server-tag-set", cls=WritingCommand, since="2.26", help=__doc__)
@click.argument("server")
@click.argument("tags", metavar="TAG...", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, server: str, tags: tuple[str, ...]) -> None:
    """Send them all in one request."""
    server_parts.put(context.compute, server, "tags", {"tags": list(tags)})
