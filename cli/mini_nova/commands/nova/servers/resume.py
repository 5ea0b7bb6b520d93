"""Resume servers that are suspended."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(__name__, __doc__, {"resume": None}, until="ACTIVE")
