"""List the hypervisors."""

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.listing import listing
from mini_nova.compute.resources import hypervisors
from mini_nova.output.results import field

COLUMNS = (field("ID"), field("Hypervisor hostname"), field("State"), field("Status"))

command = listing(
    __name__,
    __doc__,
    hypervisors.list_all,
    COLUMNS,
    click.option(
        "--matching", metavar="TEXT", help="Only those whose hostname contains this, of all pages."
    ),
    ranged_option("--marker", since="2.33", metavar="ID", help="Start after this hypervisor."),
    ranged_option("--limit", since="2.33", type=click.INT, help="At most this many."),
)
