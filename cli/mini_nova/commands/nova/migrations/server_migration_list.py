"""List the migrations of a server that are under way (admins)."""

import click

from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.compute.resources import migrations
from mini_nova.output.results import field

_COLUMNS = (
    field("Id"),
    field("Source Node"),
    field("Dest Node"),
    field("Source Compute"),
    field("Dest Compute"),
    field("Dest Host"),
    field("Status"),
    field("Server UUID"),
    field("Created At"),
    field("Updated At"),
    ColumnRange(field("Project ID"), since="2.80"),
    ColumnRange(field("User ID"), since="2.80"),
    field("Total Memory Bytes", "memory_total_bytes", formatted=True),
    field("Processed Memory Bytes", "memory_processed_bytes", formatted=True),
    field("Remaining Memory Bytes", "memory_remaining_bytes", formatted=True),
    field("Total Disk Bytes", "disk_total_bytes", formatted=True),
    field("Processed Disk Bytes", "disk_processed_bytes", formatted=True),
    field("Remaining Disk Bytes", "disk_remaining_bytes", formatted=True),
)

command = listing(
    __name__, __doc__, migrations.of_server, _COLUMNS, click.argument("server"), since="2.23"
)
