"""Migrate all servers of a host to others while they run."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.move_options import LIVE_MIGRATION_OPTIONS
from mini_nova.commands.nova._kinds.on_host import on_host
from mini_nova.compute.api import Compute
from mini_nova.compute.resources import moves
from mini_nova.compute.wait.goal import Goal


def _body(compute: Compute, target_host: str | None, **options: Any) -> dict[str, Any]:
    return moves.live_migration(compute, target_host, **options)


command = on_host(
    __name__,
    __doc__,
    _body,
    click.option("--target-host", metavar="HOST", help="Where to; else the scheduler chooses."),
    *LIVE_MIGRATION_OPTIONS,
    click.option(
        "--max-servers", type=click.IntRange(min=1), metavar="N", help="Migrate at most N servers."
    ),
    title="Live Migration Accepted",
    failure="Error while live migrating instance",
    until=Goal(("ACTIVE", "PAUSED"), returns=True),
)
