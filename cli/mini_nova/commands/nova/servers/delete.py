"""Delete servers."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.waiting import NOT_FOR_ONE_ANSWER, timeout_option
from mini_nova.commands.nova._kinds.writing import IN_ALL_PROJECTS, WritingCommand
from mini_nova.context import Context
from mini_nova.errors import BadUsage


@click.command("delete", cls=WritingCommand, help=__doc__)
@IN_ALL_PROJECTS
@click.option("--wait", is_flag=True, help="Wait until they are gone, showing their states.")
@timeout_option(f"With --wait: wait no longer. {NOT_FOR_ONE_ANSWER}")
@click.option(
    "--idempotency-key",
    metavar="KEY",
    help="Delete the servers that boots with this key made, in place of SERVER.",
)
@click.argument("server", nargs=-1)
@click.pass_obj
def command(
    context: Context,
    all_tenants: bool,
    wait: bool,
    timeout: float | None,
    idempotency_key: str | None,
    server: tuple[str, ...],
) -> None:
    """Show a sentence for each server whose deletion was accepted."""
    from mini_nova.commands.nova.servers._deletion import Deletion
    from mini_nova.commands.nova.servers._idempotency_key import checked_key

    key = checked_key(idempotency_key)
    if server and key:
        raise BadUsage("name servers, or give --idempotency-key, but not both")
    if not server and not key:
        raise click.UsageError("Missing argument 'SERVER...'.", click.get_current_context())
    if timeout is not None and not wait:
        raise BadUsage("--timeout needs --wait")
    deletion = Deletion(context, all_tenants, wait, timeout)
    if key:
        deletion.run_keyed(key)
    else:
        deletion.run(server)
