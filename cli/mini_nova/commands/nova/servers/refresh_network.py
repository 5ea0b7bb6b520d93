"""Make Nova read the network information of servers from Neutron again (admins)."""

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import servers

command = on_each(
    __name__,
    __doc__,
    servers.refresh_network,
    "server",
    failure="Unable to refresh the network of the specified server(s).",
)
