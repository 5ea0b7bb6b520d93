"""Stop servers: they shut down, and keep their place."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(
    __name__,
    __doc__,
    {"os-stop": None},
    until="SHUTOFF",
    sentence="Request to stop server {server} has been accepted.",
    scope=None,
)
