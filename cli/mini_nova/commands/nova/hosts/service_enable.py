"""Let the scheduler use a compute host again.

SERVICE is the host's name, or the id of its nova-compute service.
"""

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.hosts._service_table import SERVICE, STATUS, service_rows
from mini_nova.compute.resources import compute_services
from mini_nova.context import Context
from mini_nova.output.results import Rows


@click.command("service-enable", cls=WritingCommand, help=__doc__)
@SERVICE
@click.pass_obj
def command(context: Context, service: str) -> Rows:
    """Return the service."""
    compute = context.compute
    item = compute_services.enable(compute, service)
    return service_rows(item, compute.version, STATUS)
