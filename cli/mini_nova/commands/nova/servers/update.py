"""Update a server: its name, description or hostname."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import servers
from mini_nova.context import Context


@click.command("update", cls=WritingCommand, help=__doc__)
@click.option("--name", metavar="NAME", help="The new name.")
@ranged_option(
    "--description", since="2.19", metavar="TEXT", help='The new description; "" removes it.'
)
@ranged_option("--hostname", since="2.90", metavar="NAME", help="The new hostname inside it.")
@click.argument("server")
@click.pass_obj
def command(
    context: Context, name: str | None, description: str | None, hostname: str | None, server: str
) -> None:
    """Send what is given; nothing at all is no error, as in the classic client."""
    changes: dict[str, Any] = {}
    if name:
        changes["name"] = name
    if description is not None:
        changes["description"] = description or None
    if hostname is not None:
        changes["hostname"] = hostname
    if changes:
        servers.update(context.compute, server, changes)
    else:
        servers.find(context.compute, server)
        context.io.note("nothing to change: give --name, --description or --hostname")
