"""Add tags to a server."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context


@click.command("server-tag-add", cls=WritingCommand, since="2.26", help=__doc__)
@click.argument("server")
@click.argument("tag", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, server: str, tag: tuple[str, ...]) -> None:
    """Show a sentence for each tag that was accepted."""
    compute = context.compute
    server_id = server_parts.server_id(compute, server)

    def add(name: str) -> str:
        server_parts.put(compute, server_id, f"tags/{segment(name)}")
        return f"Request to add tag {name} to specified server has been accepted."

    requests = Each(context, tag, add)
    requests.show()
    requests.check("Unable to add the specified tag to the server.")
