"""Instance actions: Nova's record of what was done to a server, and how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from mini_nova.compute.names import segment
from mini_nova.compute.queries import with_query
from mini_nova.compute.resources import servers
from mini_nova.errors import NotFound
from mini_nova_auth.wire.retry import PATIENCE

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

OF_DELETED_SERVERS_SINCE = (2, 21)

T = TypeVar("T")
Action = dict[str, Any]


def list_all(compute: Compute, server: str, query: Mapping[str, Any]) -> list[Action]:
    """Return the actions on a server, the newest first: one page if the query has a limit.

    Raises NotFound.
    """

    def read(server_id: str) -> list[Action]:
        path = with_query(_collection(server_id), query)
        return list(compute.read_items(path, "instanceActions", query.get("limit")))

    return _within(compute, server, read)


def show(compute: Compute, server: str, request_id: str) -> Action:
    """Return the action on a server that a request began, with its events. Raises NotFound."""

    def read(server_id: str) -> Action:
        return get(compute, server_id, request_id)

    return _within(compute, server, read)


def get(compute: Compute, server_id: str, request_id: str, *, patience: float = PATIENCE) -> Action:
    """Return the action of a request on the server of an id. Raises NotFound."""
    path = f"{_collection(server_id)}/{segment(request_id)}"
    return compute.read_member(path, "instanceAction", patience=patience)


def _within(compute: Compute, server: str, read: Callable[[str], T]) -> T:
    """Read by the id of a server, by its name, or by the id of one that has been deleted.

    Raises NotFound, in Nova's words if it knows the actions of deleted servers.
    """
    try:
        return servers.within(compute, server, read)
    except NotFound as problem:
        if problem.status or compute.version < OF_DELETED_SERVERS_SINCE:
            raise
    return read(server)


def _collection(server_id: str) -> str:
    return f"{servers.member_path(server_id)}/os-instance-actions"
