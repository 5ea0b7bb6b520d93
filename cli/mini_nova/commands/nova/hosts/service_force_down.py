"""Declare that a compute host is down, so that its servers can be evacuated.

SERVICE is the host's name, or the id of its nova-compute service.
"""

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.hosts._service_table import FORCED_DOWN, SERVICE, service_rows
from mini_nova.compute.resources import compute_services
from mini_nova.context import Context
from mini_nova.output.results import Rows


@click.command("service-force-down", cls=WritingCommand, since="2.11", help=__doc__)
@click.option("--unset", is_flag=True, help="It is up again.")
@SERVICE
@click.pass_obj
def command(context: Context, unset: bool, service: str) -> Rows:
    """Return the service."""
    compute = context.compute
    item = compute_services.force_down(compute, service, not unset)
    return service_rows(item, compute.version, FORCED_DOWN)
