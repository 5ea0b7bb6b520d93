"""Show where the console of a token runs (admins)."""

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.resources import consoles

command = showing(__name__, __doc__, consoles.connection, click.argument("token"), since="2.31")
