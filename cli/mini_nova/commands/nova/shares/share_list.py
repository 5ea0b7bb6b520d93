"""List the shares of a server."""

import click

from mini_nova.commands.nova._kinds.listing import listing
from mini_nova.compute.resources import shares
from mini_nova.output.results import field

COLUMNS = (field("Share ID", "share_id"), field("Status"), field("Tag"))

command = listing(
    __name__, __doc__, shares.list_all, COLUMNS, click.argument("server"), since="2.97"
)
