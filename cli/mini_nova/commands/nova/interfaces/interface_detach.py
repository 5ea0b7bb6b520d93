"""Detach a network interface from a server."""

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context


@click.command("interface-detach", cls=WritingCommand, help=__doc__)
@click.argument("server")
@click.argument("port_id")
@click.pass_obj
def command(context: Context, server: str, port_id: str) -> None:
    """Detach the interface of a port."""
    server_parts.delete(context.compute, server, f"os-interface/{segment(port_id)}")
