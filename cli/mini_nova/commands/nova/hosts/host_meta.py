"""Set or delete metadata of all servers on a host."""

from __future__ import annotations

from collections.abc import Sequence

import click

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.key_values import keys, values
from mini_nova.commands.nova._kinds.on_host import HOST, STRICT
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import segment
from mini_nova.compute.resources import hypervisors, server_parts
from mini_nova.context import Context


@click.command("host-meta", cls=WritingCommand, help=__doc__)
@STRICT
@HOST
@click.argument("action", type=click.Choice(["set", "delete"]))
@click.argument("metadata", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.pass_obj
def command(
    context: Context, strict: bool, host: str, action: str, metadata: Sequence[str]
) -> None:
    """Set items in one request a server, or delete one after the other. A key is then enough."""
    compute = context.compute
    items = values(metadata)
    parts = [f"metadata/{segment(name)}" for name in keys(metadata)]

    def act(server_id: str) -> None:
        if action == "set":
            server_parts.post(compute, server_id, "metadata", {"metadata": items})
            return
        for part in parts:
            server_parts.delete(compute, server_id, part)

    changes = Each(context, hypervisors.server_ids(compute, host, strict=strict), act)
    changes.run()
    changes.check(f"Unable to change the metadata of every server on {host}.")
