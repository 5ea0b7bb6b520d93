"""Show a keypair, and its public key."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.resources import keypairs
from mini_nova.context import Context
from mini_nova.output.results import Parts, Record, Text


@click.command("keypair-show", cls=ReadingCommand, help=__doc__)
@ranged_option("--user", since="2.10", metavar="ID", help="The user who owns it (admins).")
@click.argument("keypair")
@click.pass_obj
def command(context: Context, user: str | None, keypair: str) -> Parts:
    """Return the properties, then the public key on a line of its own."""
    item = keypairs.get(context.compute, keypair, user)
    properties = {key: value for key, value in item.items() if key != "public_key"}
    public_key = Text("public_key", f"Public key: {item.get('public_key')}")
    return Parts((Record(item, properties), public_key), Record(item, item))
