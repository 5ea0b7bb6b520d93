"""Detach shares from a server, which must be stopped."""

import click

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import shares

command = on_each(
    __name__,
    __doc__,
    shares.detach,
    "share",
    click.argument("server"),
    failure="Unable to detach the specified share(s) from the server.",
    since="2.97",
)
