"""Delete servers at once, even if the cloud keeps deleted ones for a while."""

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.commands.nova._kinds.waiting import GONE

command = server_action(__name__, __doc__, {"forceDelete": None}, until=GONE)
