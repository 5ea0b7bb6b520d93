"""Wait until servers are ACTIVE, as boot --poll does."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.api_range import RangedCommand
from mini_nova.commands.nova._kinds.waiting import (
    NOT_FOR_ONE_ANSWER,
    looking_up,
    timeout_option,
    wait_for,
)
from mini_nova.commands.nova.servers._server_view import SUMMARY
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from mini_nova.errors import Interrupted
from mini_nova.output.results import Rows


@click.command("wait", cls=RangedCommand, help=__doc__)
@timeout_option(f"Wait no longer. {NOT_FOR_ONE_ANSWER}")
@click.argument("server", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, timeout: float | None, server: tuple[str, ...]) -> Rows:
    """Exit as ``boot --poll`` does: 5 for ERROR, 6 at the time limit."""
    references = list(dict.fromkeys(server))
    with looking_up(context, timeout):
        ids = [servers.find(context.compute, reference)["id"] for reference in references]
    label = ", ".join(references)
    try:
        finished = wait_for(context, ids, label, timeout=timeout)
    except KeyboardInterrupt:
        hint = f"To resume waiting: mini-nova wait {' '.join(ids)}"
        raise Interrupted("interrupted; the servers are still building", hint=hint) from None
    return Rows(finished, SUMMARY, sort=1)
