"""Show a migration of a server that is under way (admins)."""

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.resources import migrations

command = showing(
    __name__,
    __doc__,
    migrations.show,
    click.argument("server"),
    click.argument("migration"),
    since="2.23",
)
