"""Migrations: Nova's records of servers that move between hosts, and of those under way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.queries import with_query
from mini_nova.compute.resources import server_parts

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

PATH = "/os-migrations"

Migration = dict[str, Any]


def list_all(compute: Compute, query: Mapping[str, Any]) -> Iterator[Migration]:
    """Yield the migrations of all servers, the newest first: one page if the query has a limit."""
    return compute.read_items(with_query(PATH, query), "migrations", query.get("limit"))


def of_server(compute: Compute, server: str) -> list[Migration]:
    """Return the migrations of a server, by id or name, that are under way. Raises NotFound."""
    return server_parts.read_list(compute, server, "migrations", "migrations")


def show(compute: Compute, server: str, migration: str) -> Migration:
    """Return a migration that is under way, of a server by id or name. Raises NotFound."""
    return server_parts.read_member(compute, server, _part(migration), "migration")


def force_complete(compute: Compute, migration: str, server: str) -> str:
    """Make a live migration complete, though the server has to pause for it. Returns its id.

    Raises NotFound, Conflict.
    """
    server_parts.post(compute, server, f"{_part(migration)}/action", {"force_complete": None})
    return migration


def abort(compute: Compute, migration: str, server: str) -> str:
    """Abort a live migration: the server stays where it is. Returns the migration's id.

    Raises NotFound, Conflict.
    """
    server_parts.delete(compute, server, _part(migration))
    return migration


def _part(migration: str) -> str:
    return f"migrations/{segment(migration)}"
