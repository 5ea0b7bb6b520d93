"""Restore servers that are deleted but not yet removed."""

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.resources import servers

command = server_action(__name__, __doc__, {"restore": None}, until="ACTIVE", scope=servers.DELETED)
