"""Remove shelved servers from their hosts."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(__name__, __doc__, {"shelveOffload": None}, until="SHELVED_OFFLOADED")
