"""List the security groups of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.listing import listing
from mini_nova.compute.resources import server_parts
from mini_nova.output.results import field

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

COLUMNS = (field("Id"), field("Name"), field("Description"))


def _read(compute: Compute, server: str) -> list[dict[str, Any]]:
    return server_parts.read_list(compute, server, "os-security-groups", "security_groups")


command = listing(__name__, __doc__, _read, COLUMNS, click.argument("server"))
