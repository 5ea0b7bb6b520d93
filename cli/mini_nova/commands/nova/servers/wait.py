"""Wait until servers are ACTIVE, as boot --poll does."""

from __future__ import annotations

import math

import click

from mini_nova.commands.nova._kinds.follower import Follower
from mini_nova.compute.resources import servers
from mini_nova.compute.wait import until_active
from mini_nova.context import Context
from mini_nova.errors import BadUsage, Interrupted
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field


@click.command("wait", cls=Command, help=__doc__)
@click.option(
    "--timeout",
    "limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Wait no longer.",
)
@click.argument("server", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, limit: float | None, server: tuple[str, ...]) -> Rows:
    """Exits as ``boot --poll`` does: 5 for ERROR, 6 at the time limit."""
    if limit is not None and not math.isfinite(limit):
        raise BadUsage("--timeout needs a number of seconds")
    ids = tuple(str(servers.find(context.compute, wanted)["id"]) for wanted in server)
    follower = Follower(context.io, ids, ", ".join(server))
    try:
        found = until_active(
            context.compute, ids, timeout=limit, tell=follower.tell, warn=context.io.warn
        )
    except KeyboardInterrupt:
        raise Interrupted(
            "interrupted; the servers go on building", hint=f"They are: {' '.join(ids)}"
        ) from None
    return Rows(
        found,
        (field("ID"), field("Name"), field("Status"), Column("Networks", servers.networks_cell)),
        sort=1,
    )
