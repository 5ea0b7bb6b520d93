"""List the tags of a server."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context
from mini_nova.output.results import Parts, Record, Rows, field
from mini_nova_auth import lenient

COLUMNS = (field("Tag"),)


@click.command("server-tag-list", cls=ReadingCommand, since="2.26", help=__doc__)
@click.argument("server")
@click.pass_obj
def command(context: Context, server: str) -> Parts:
    """Return them in the server's order; for programs the API's object."""
    item = server_parts.read(context.compute, server, "tags")
    rows = [{"tag": tag} for tag in lenient.texts(item.get("tags"))]
    return Parts((Rows(rows, COLUMNS),), Record(item, item))
