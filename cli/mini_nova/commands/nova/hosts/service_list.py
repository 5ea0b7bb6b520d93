"""List Nova's services, with their states."""

import click

from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.compute.resources import compute_services
from mini_nova.output.results import field

COLUMNS = (
    field("Id"),
    field("Binary"),
    field("Host"),
    field("Zone"),
    field("Status"),
    field("State"),
    field("Updated_at"),
    field("Disabled Reason"),
    ColumnRange(field("Forced down"), since="2.11"),
)

command = listing(
    __name__,
    __doc__,
    compute_services.list_all,
    COLUMNS,
    click.option("--host", metavar="HOST", help="Only those on this host."),
    click.option("--binary", metavar="NAME", help="Only those of this program, as nova-compute."),
)
