"""Show one share of a server."""

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.resources import shares

command = showing(
    __name__,
    __doc__,
    shares.get,
    click.argument("server"),
    click.argument("share", metavar="SHARE_ID"),
    since="2.97",
)
