"""Wait until servers are ACTIVE, as boot --poll does, or have another status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
from mini_nova.compute.resources.server_names import ids_of_names
from mini_nova.compute.wait.goal import wait_command
from mini_nova.context import Context
from mini_nova.errors import Interrupted
from mini_nova.output.results import Rows

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


@click.command("wait", cls=RangedCommand, help=__doc__)
@timeout_option(f"Wait no longer. {NOT_FOR_ONE_ANSWER}")
@click.option(
    "--until",
    metavar="STATUS",
    multiple=True,
    help="The status to wait for, or several; default ACTIVE.",
)
@click.argument("server", nargs=-1, required=True)
@click.pass_obj
def command(
    context: Context, timeout: float | None, until: tuple[str, ...], server: tuple[str, ...]
) -> Rows:
    """Exit as ``boot --poll`` does: 5 for ERROR, 6 at the time limit."""
    goal = [status.upper() for status in until] or ["ACTIVE"]
    references = list(dict.fromkeys(server))
    with looking_up(context, timeout):
        ids = _find_all(context.compute, references)
    label = ", ".join(references)
    try:
        finished = wait_for(context, ids, label, goal=goal, timeout=timeout)
    except KeyboardInterrupt:
        hint = f"To resume waiting: {wait_command(ids, goal)}"
        raise Interrupted("interrupted; the servers are still building", hint=hint) from None
    return Rows(finished, SUMMARY, sort=1)


def _find_all(compute: Compute, references: Sequence[str]) -> list[str]:
    ids = ids_of_names(compute, references)
    return [ids.get(text) or servers.find(compute, text)["id"] for text in references]
