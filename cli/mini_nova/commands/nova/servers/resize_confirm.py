"""Confirm resizes or migrations: the old places of the servers are given up."""

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.wait.goal import Goal

command = server_action(
    __name__,
    __doc__,
    {"confirmResize": None},
    until=Goal(("ACTIVE", "SHUTOFF"), source="VERIFY_RESIZE"),
)
