"""Unpin servers: they may move to any availability zone."""

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import server_zones

command = on_each(
    __name__,
    __doc__,
    server_zones.unpin,
    "server",
    failure="Unable to unpin the specified server(s).",
    since="2.104",
)
