"""Abort live migrations of a server, which stays where it is."""

import click

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import migrations

command = on_each(
    __name__,
    __doc__,
    migrations.abort,
    "migration",
    click.argument("server"),
    failure="Unable to abort the specified migration(s).",
    since="2.24",
)
