"""Pause servers: they stay in memory and stop running."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(__name__, __doc__, {"pause": None}, until="PAUSED")
