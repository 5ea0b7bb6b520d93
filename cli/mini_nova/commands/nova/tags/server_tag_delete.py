"""Delete tags of a server."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context


@click.command("server-tag-delete", cls=WritingCommand, since="2.26", help=__doc__)
@click.argument("server")
@click.argument("tag", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, server: str, tag: tuple[str, ...]) -> None:
    """Show a sentence for each tag that was accepted."""
    compute = context.compute
    server_id = server_parts.server_id(compute, server)

    def delete(name: str) -> str:
        server_parts.delete(compute, server_id, f"tags/{segment(name)}")
        return f"Request to delete tag {name} from specified server has been accepted."

    requests = Each(context, tag, delete)
    requests.show()
    requests.check("Unable to delete the specified tag from the server.")
