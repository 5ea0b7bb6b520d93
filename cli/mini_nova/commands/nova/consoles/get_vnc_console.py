"""Get a VNC console of a server: novnc or xvpvnc."""

from mini_nova.commands.nova._kinds.console import console

command = console(__name__, __doc__, "os-getVNCConsole")
