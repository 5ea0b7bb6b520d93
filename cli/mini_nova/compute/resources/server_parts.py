"""What belongs to a server, below its path: interfaces, volumes, metadata, tags, consoles...

Every function takes the server by id or exact name; a ``part`` is a path below the server's, such
as ``os-interface``. If the server is there and the part is not, NotFound has Nova's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import is_uuid
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.servers import member_path, within
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

Item = dict[str, Any]


def read(compute: Compute, server: str, part: str) -> Item:
    """Return the JSON object of a part."""
    return within(compute, server, lambda server_id: compute.read(_path(server_id, part)))


def read_member(compute: Compute, server: str, part: str, key: str) -> Item:
    """Return the object in the member ``key`` of a part."""

    def call(server_id: str) -> Item:
        return compute.read_member(_path(server_id, part), key)

    return within(compute, server, call)


def read_list(compute: Compute, server: str, part: str, key: str) -> list[Item]:
    """Return the objects of a part that is a list, in the member ``key``."""

    def call(server_id: str) -> list[Item]:
        page = compute.read_page(_path(server_id, part), key)
        return list(page[key])

    return within(compute, server, call)


def post(compute: Compute, server: str, part: str, body: Mapping[str, Any]) -> Response:
    """Post to a part once, and return the answer."""
    return within(compute, server, lambda server_id: compute.post(_path(server_id, part), body))


def create(compute: Compute, server: str, part: str, key: str, item: Mapping[str, Any]) -> Item:
    """Make an object in a part that is a list, and return it: in the member ``key`` of both."""
    return json_member(key, post(compute, server, part, {key: item}))


def act(compute: Compute, server: str, body: Mapping[str, Any]) -> Response:
    """Send an action to a server once, and return the answer, which has a body."""
    return servers.with_id(
        compute, server, lambda server_id: servers.action(compute, server_id, body)
    )


def put(compute: Compute, server: str, part: str, body: Any = None) -> Response:
    """Put to a part once, and return the answer."""
    return within(compute, server, lambda server_id: compute.put(_path(server_id, part), body))


def delete(compute: Compute, server: str, part: str) -> None:
    """Delete a part."""
    within(compute, server, lambda server_id: compute.delete(_path(server_id, part)))


def server_id(compute: Compute, server: str) -> str:
    """Return the id of a server, to change several of its parts. A UUID is taken for one."""
    if is_uuid(server):
        return server
    return servers.with_id(compute, server, str)


def _path(server_id: str, part: str) -> str:
    return f"{member_path(server_id)}/{part}"
