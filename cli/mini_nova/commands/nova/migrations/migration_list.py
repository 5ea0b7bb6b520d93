"""List the migrations of all servers (admins)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.commands.nova._kinds.page_options import page_options, page_query
from mini_nova.compute.api import Compute
from mini_nova.compute.resources import migrations
from mini_nova.output.results import field

_COLUMNS = (
    ColumnRange(field("Id"), since="2.23"),
    ColumnRange(field("UUID"), since="2.59"),
    field("Source Node"),
    field("Dest Node"),
    field("Source Compute"),
    field("Dest Compute"),
    field("Dest Host"),
    field("Status"),
    field("Instance UUID"),
    field("Old Flavor", "old_instance_type_id", formatted=True),
    field("New Flavor", "new_instance_type_id", formatted=True),
    field("Created At"),
    field("Updated At"),
    ColumnRange(field("Type", "migration_type", formatted=True), since="2.23"),
    ColumnRange(field("Project ID"), since="2.80"),
    ColumnRange(field("User ID"), since="2.80"),
)


def _read(compute: Compute, **options: Any) -> Iterator[migrations.Migration]:
    return migrations.list_all(compute, page_query(options))


command = listing(
    __name__,
    __doc__,
    _read,
    _COLUMNS,
    click.option("--instance-uuid", metavar="ID", help="Only those of this server."),
    click.option("--host", metavar="HOST", help="Only those from or to this host."),
    click.option("--status", metavar="STATUS", help="Only those with this status."),
    click.option(
        "--migration-type",
        metavar="TYPE",
        help="Only these: evacuation, live-migration, migration (cold) or resize.",
    ),
    click.option("--source-compute", metavar="HOST", help="Only those from this host."),
    *page_options("migrations", "2.59"),
    ranged_option("--project-id", since="2.80", metavar="ID", help="Only those of this project."),
    ranged_option("--user-id", since="2.80", metavar="ID", help="Only those of this user."),
)
