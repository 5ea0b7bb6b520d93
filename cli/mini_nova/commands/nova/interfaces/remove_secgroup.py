"""Remove a security group from a server."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.api import Compute


def _body(_compute: Compute, secgroup: str) -> dict[str, Any]:
    """Name the group as it was typed: Nova takes a name or an id."""
    return {"removeSecurityGroup": {"name": secgroup}}


command = server_action(
    __name__, __doc__, _body, operands=[click.argument("secgroup", metavar="GROUP")]
)
