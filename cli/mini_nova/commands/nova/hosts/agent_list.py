"""List the builds of guest agents. Nova removed them in 22.0.0."""

import click

from mini_nova.commands.nova._kinds.listing import listing
from mini_nova.compute.resources import agents
from mini_nova.output.results import field

COLUMNS = (
    field("Agent_id"),
    field("Hypervisor"),
    field("OS"),
    field("Architecture"),
    field("Version"),
    field("Md5hash"),
    field("Url"),
)

command = listing(
    __name__,
    __doc__,
    agents.list_all,
    COLUMNS,
    click.option("--hypervisor", metavar="TYPE", help="Only those for this hypervisor."),
)
