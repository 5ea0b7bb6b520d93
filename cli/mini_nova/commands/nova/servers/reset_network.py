"""Set up the network inside servers again."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(__name__, __doc__, {"resetNetwork": None})
