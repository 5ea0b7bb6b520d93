"""Instance actions: Nova's record of what was done to a server, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.resources import servers
from mini_nova_auth.wire.retry import PATIENCE

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

Action = dict[str, Any]


def list_all(compute: Compute, server_id: str, query: servers.Query = ()) -> Iterator[Action]:
    """Yield the actions on a server, the newest first. Raises NotFound."""
    return compute.read_all(servers.path(_collection(server_id), query), "instanceActions")


def list_page(compute: Compute, server_id: str, query: servers.Query) -> list[Action]:
    """Return one page of the actions on a server, as long as ``limit`` makes it. Raises NotFound."""
    page = compute.read_page(servers.path(_collection(server_id), query), "instanceActions")
    actions: Sequence[Action] = page["instanceActions"]
    return list(actions)


def get(compute: Compute, server_id: str, request_id: str, *, patience: float = PATIENCE) -> Action:
    """Return the action that a request began, with its events. Raises NotFound."""
    path = f"{_collection(server_id)}/{segment(request_id)}"
    return compute.read_member(path, "instanceAction", patience=patience)


def _collection(server_id: str) -> str:
    return f"{servers.member_path(server_id)}/os-instance-actions"
