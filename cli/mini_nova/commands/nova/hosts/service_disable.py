"""Keep the scheduler from using a compute host; its servers stay.

SERVICE is the host's name, or the id of its nova-compute service.
"""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.hosts._service_table import REASON, SERVICE, STATUS, service_rows
from mini_nova.compute.resources import compute_services
from mini_nova.context import Context
from mini_nova.output.results import Rows


@click.command("service-disable", cls=WritingCommand, help=__doc__)
@click.option("--reason", metavar="TEXT", help="Why.")
@SERVICE
@click.pass_obj
def command(context: Context, reason: str | None, service: str) -> Rows:
    """Return the service."""
    compute = context.compute
    item = compute_services.disable(compute, service, reason)
    columns = [STATUS, REASON] if reason else [STATUS]
    return service_rows(item, compute.version, *columns)
