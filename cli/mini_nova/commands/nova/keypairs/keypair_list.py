"""List the keypairs of a user."""

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.compute.resources import keypairs
from mini_nova.output.results import field

COLUMNS = (field("Name"), ColumnRange(field("Type"), since="2.2"), field("Fingerprint"))

command = listing(
    __name__,
    __doc__,
    keypairs.list_all,
    COLUMNS,
    ranged_option("--user", since="2.10", metavar="ID", help="Those of this user (admins)."),
    ranged_option("--marker", since="2.35", metavar="NAME", help="Start after this keypair."),
    ranged_option("--limit", since="2.35", type=click.INT, help="At most this many."),
)
