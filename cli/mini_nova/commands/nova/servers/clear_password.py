"""Clear servers' admin passwords in the metadata service; those in the servers stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import server_parts

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


def _clear(compute: Compute, server: str) -> str:
    server_parts.delete(compute, server, "os-server-password")
    return server


command = on_each(
    __name__,
    __doc__,
    _clear,
    "server",
    failure="Unable to clear the password of the specified server(s).",
)
