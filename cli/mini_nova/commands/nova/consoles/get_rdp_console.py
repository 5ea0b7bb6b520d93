"""Get an RDP console of a server: rdp-html5."""

from mini_nova.commands.nova._kinds.console import console

command = console(__name__, __doc__, "os-getRDPConsole")
