"""Evacuate all servers of a host that has failed."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.move_options import EVACUATION_OPTIONS
from mini_nova.commands.nova._kinds.on_host import on_host
from mini_nova.compute.api import Compute
from mini_nova.compute.resources import moves
from mini_nova.compute.wait.goal import Goal


def _body(compute: Compute, target_host: str | None, **options: Any) -> dict[str, Any]:
    return moves.evacuation(compute, target_host, **options)


command = on_host(
    __name__,
    __doc__,
    _body,
    click.option("--target-host", metavar="HOST", help="Where to; else the scheduler chooses."),
    *EVACUATION_OPTIONS,
    title="Evacuate Accepted",
    failure="Error while evacuating instance",
    until=Goal(("ACTIVE", "SHUTOFF"), returns=True),
)
