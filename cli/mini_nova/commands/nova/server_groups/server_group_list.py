"""List the server groups."""

import click

from mini_nova.commands.nova._kinds.listing import listing
from mini_nova.commands.nova.server_groups._group_table import COLUMNS
from mini_nova.compute.resources import server_groups

command = listing(
    __name__,
    __doc__,
    server_groups.list_all,
    COLUMNS,
    click.option("--limit", type=click.INT, help="At most this many."),
    click.option("--offset", type=click.INT, help="Leave out this many at the beginning."),
    click.option("--all-projects", is_flag=True, help="Those of all projects (admins)."),
)
