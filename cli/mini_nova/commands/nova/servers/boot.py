"""Boot a server (or several), and with --poll follow it to ACTIVE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.waiting import POLL_LIMIT, timeout_option
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.servers._boot_options import options
from mini_nova.context import Context

if TYPE_CHECKING:
    from mini_nova.output.results import Result


@click.command("boot", cls=WritingCommand, help=__doc__)
@options
@click.option("--poll", is_flag=True, help="Wait until it is ACTIVE, showing its states.")
@timeout_option(POLL_LIMIT)
@click.option(
    "--rm-on-failure",
    is_flag=True,
    help="With --poll: on ERROR, at the time limit or if interrupted, delete what this boot made.",
)
@click.option(
    "--idempotency-key",
    metavar="KEY",
    help="A rerun with the same key finds the server of the first run.",
)
@click.argument("name")
@click.pass_obj
def command(context: Context, /, **arguments: Any) -> Result:
    """Run it. Help needs its options only, and loads nothing that boots."""
    from mini_nova.commands.nova.servers._boot_run import run

    return run(context, **arguments)
