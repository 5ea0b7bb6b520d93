"""List the volumes that are attached to a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.compute.resources import server_parts
from mini_nova.output.results import field

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

COLUMNS = (
    ColumnRange(field("ID"), until="2.88"),
    field("DEVICE"),
    field("SERVER ID", "serverId"),
    field("VOLUME ID", "volumeId"),
    ColumnRange(field("ATTACHMENT ID"), since="2.89"),
    ColumnRange(field("BDM UUID"), since="2.89"),
    ColumnRange(field("TAG"), since="2.70"),
    ColumnRange(field("DELETE ON TERMINATION"), since="2.79"),
)


def _read(compute: Compute, server: str) -> list[dict[str, Any]]:
    return server_parts.read_list(compute, server, "os-volume_attachments", "volumeAttachments")


command = listing(__name__, __doc__, _read, COLUMNS, click.argument("server"))
