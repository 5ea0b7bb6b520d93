"""Migrate a server to another host while it runs."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.move_options import LIVE_MIGRATION_OPTIONS
from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.resources import moves
from mini_nova.compute.wait.goal import Goal

command = server_action(
    __name__,
    __doc__,
    moves.live_migration,
    *LIVE_MIGRATION_OPTIONS,
    until=Goal(("ACTIVE", "PAUSED"), returns=True),
    operands=[click.argument("host", required=False)],
)
