"""Get a SPICE console of a server: spice-html5, or spice-direct (API 2.99)."""

from mini_nova.commands.nova._kinds.console import console

command = console(__name__, __doc__, "os-getSPICEConsole")
