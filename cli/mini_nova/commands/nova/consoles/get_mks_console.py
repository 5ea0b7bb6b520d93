"""Get an MKS console of a server."""

from mini_nova.commands.nova._kinds.console import console

command = console(__name__, __doc__, "", console_type="webmks", since="2.8")
