"""Shelve servers: they are kept as an image, and give up their place."""

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.wait.goal import Goal

command = server_action(
    __name__, __doc__, {"shelve": None}, until=Goal(("SHELVED", "SHELVED_OFFLOADED"))
)
