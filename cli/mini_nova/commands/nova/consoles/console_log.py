"""Show what a server's console has shown."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.resources import consoles
from mini_nova.context import Context
from mini_nova.output.results import Text


@click.command("console-log", cls=ReadingCommand, help=__doc__)
@click.option("--length", metavar="LINES", help="Only so many lines at its end.")
@click.argument("server")
@click.pass_obj
def command(context: Context, length: str | None, server: str) -> Text:
    """Return the text as it is."""
    return Text("output", consoles.log(context.compute, server, length))
