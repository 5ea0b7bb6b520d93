"""Evacuate a server: build it again on another host, as its own has failed."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.move_options import EVACUATION_OPTIONS
from mini_nova.commands.nova._kinds.server_action import server_action, show_answer
from mini_nova.compute.resources import moves
from mini_nova.compute.wait.goal import Goal

command = server_action(
    __name__,
    __doc__,
    moves.evacuation,
    click.option(
        "--password",
        metavar="PASSWORD",
        help="The administrator's new password, unless the disks are shared. "
        "Others on this machine can see it while this runs.",
    ),
    *EVACUATION_OPTIONS,
    until=Goal(("ACTIVE", "SHUTOFF"), returns=True),
    operands=[click.argument("host", required=False)],
    show=show_answer,
)
