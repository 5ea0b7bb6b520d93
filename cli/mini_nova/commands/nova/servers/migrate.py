"""Migrate servers to other hosts; a running server stops meanwhile."""

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.server_action import MOVED, server_action
from mini_nova.compute.resources import moves

command = server_action(
    __name__,
    __doc__,
    moves.migration,
    ranged_option("--host", since="2.56", metavar="HOST", help="Where to."),
    until=MOVED,
)
