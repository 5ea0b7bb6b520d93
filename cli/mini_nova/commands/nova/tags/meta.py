"""Set or delete metadata of a server."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.key_values import keys, values
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context


@click.command("meta", cls=WritingCommand, help=__doc__)
@click.argument("server")
@click.argument("action", type=click.Choice(["set", "delete"]))
@click.argument("metadata", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, server: str, action: str, metadata: tuple[str, ...]) -> None:
    """Set items in one request, or delete one after the other. To delete one, its key is enough."""
    compute = context.compute
    if action == "set":
        server_parts.post(compute, server, "metadata", {"metadata": values(metadata)})
        return
    parts = {key: f"metadata/{segment(key)}" for key in sorted(keys(metadata), reverse=True)}
    server_id = server_parts.server_id(compute, server)

    def delete(key: str) -> None:
        server_parts.delete(compute, server_id, parts[key])

    deletions = Each(context, list(parts), delete)
    deletions.run()
    deletions.check("Unable to delete the specified metadata.")
