"""Get a serial console of a server."""

import click

from mini_nova.commands.nova._kinds.console import console

TYPES = ("serial",)

command = console(
    __name__,
    __doc__,
    "os-getSerialConsole",
    click.option(
        "--console-type",
        type=click.Choice(TYPES),
        default="serial",
        metavar="TYPE",
        help="The only one, and the default, is serial.",
    ),
)
