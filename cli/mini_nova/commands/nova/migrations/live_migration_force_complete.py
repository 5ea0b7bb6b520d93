"""Make live migrations of a server complete, though it has to pause for it."""

import click

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import migrations

command = on_each(
    __name__,
    __doc__,
    migrations.force_complete,
    "migration",
    click.argument("server"),
    failure="Unable to complete the specified migration(s).",
    since="2.22",
)
