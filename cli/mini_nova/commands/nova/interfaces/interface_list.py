"""List the network interfaces of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.commands.nova.interfaces._addresses import addresses_cell
from mini_nova.compute.resources import server_parts
from mini_nova.output.results import Column, field

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


COLUMNS = (
    field("Port State"),
    field("Port ID"),
    field("Net ID"),
    Column("IP addresses", addresses_cell),
    field("MAC Addr"),
    ColumnRange(field("Tag"), since="2.70"),
)


def _read(compute: Compute, server: str) -> list[dict[str, Any]]:
    return server_parts.read_list(compute, server, "os-interface", "interfaceAttachments")


command = listing(__name__, __doc__, _read, COLUMNS, click.argument("server"))
