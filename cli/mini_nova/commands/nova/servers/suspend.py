"""Suspend servers: their memory goes to disk, and they stop running."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(__name__, __doc__, {"suspend": None}, until="SUSPENDED")
