"""Migrate all servers of a host to others; running ones stop meanwhile."""

from mini_nova.commands.nova._kinds.on_host import on_host
from mini_nova.commands.nova._kinds.server_action import MOVED
from mini_nova.compute.resources import moves

command = on_host(
    __name__,
    __doc__,
    moves.migration,
    title="Migration Accepted",
    failure="Error while migrating instance",
    until=MOVED,
)
