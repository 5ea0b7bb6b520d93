"""Delete all tags of servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mini_nova.commands.nova._kinds.on_each import on_each
from mini_nova.compute.resources import server_parts

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


def _delete_tags(compute: Compute, server: str) -> str:
    server_parts.delete(compute, server, "tags")
    return server


command = on_each(
    __name__,
    __doc__,
    _delete_tags,
    "server",
    since="2.26",
    failure="Unable to delete the tags of the specified server(s).",
)
