"""Revert resizes or migrations: the servers return to their old places and flavors."""

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.wait.goal import Goal

command = server_action(
    __name__, __doc__, {"revertResize": None}, until=Goal(("ACTIVE", "SHUTOFF"))
)
