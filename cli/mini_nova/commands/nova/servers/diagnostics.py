"""Show how a server's resources are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.resources import server_parts

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

WRAP = 80  # characters a line


def _read(compute: Compute, server: str) -> dict[str, Any]:
    return server_parts.read(compute, server, "diagnostics")


command = showing(__name__, __doc__, _read, click.argument("server"), wrap=WRAP)
