"""The availability zones that servers are pinned to (API 2.104).

Wire format: Nova's API reference, ``PUT /servers/{server_id}``, ``pinned_availability_zone``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mini_nova.compute.resources import servers
from mini_nova.errors import Conflict
from mini_nova_auth import lenient

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

ZONE = "OS-EXT-AZ:availability_zone"


def pin(compute: Compute, reference: str) -> str:
    """Pin the server of an id or exact name to the zone that it is in, and return its id.

    Nova pins a server to no other zone. Raises NotFound, Ambiguous, Conflict.
    """
    server = servers.find(compute, reference)
    zone = lenient.text_at(server, ZONE)
    if not zone:
        raise Conflict(f"Server '{reference}' is in no availability zone yet.")
    return _set(compute, zone, str(server["id"]))


def unpin(compute: Compute, reference: str) -> str:
    """Let the server of an id or exact name move to any zone, and return its id.

    Raises NotFound, Ambiguous, Conflict.
    """
    return servers.with_id(compute, reference, partial(_set, compute, None))


def _set(compute: Compute, zone: str | None, server_id: str) -> str:
    body = {"server": {"pinned_availability_zone": zone}}
    compute.put(servers.member_path(server_id), body)
    return server_id
