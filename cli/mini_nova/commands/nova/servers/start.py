"""Start servers that are stopped."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(
    __name__,
    __doc__,
    {"os-start": None},
    until="ACTIVE",
    sentence="Request to start server {server} has been accepted.",
    scope=None,
)
