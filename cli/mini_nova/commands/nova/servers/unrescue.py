"""Boot servers from their own disk again, after a rescue."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(__name__, __doc__, {"unrescue": None}, until="ACTIVE")
