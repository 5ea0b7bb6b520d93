"""Remove a security group from a server."""

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import servers
from mini_nova.context import Context


@click.command("remove-secgroup", cls=WritingCommand, help=__doc__)
@click.argument("server")
@click.argument("secgroup", metavar="GROUP")
@click.pass_obj
def command(context: Context, server: str, secgroup: str) -> None:
    """Send the action. The group goes by its name or id, as it is."""
    servers.act(context.compute, server, {"removeSecurityGroup": {"name": secgroup}})
