"""Make the systems inside servers crash and dump their memory."""

from mini_nova.commands.nova._kinds.server_action import server_action

command = server_action(__name__, __doc__, {"trigger_crash_dump": None}, since="2.17")
