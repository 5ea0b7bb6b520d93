"""Keypairs: the SSH keys and certificates of a user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.queries import with_query
from mini_nova_auth import lenient
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

TYPE_SINCE = (2, 2)

Keypair = dict[str, Any]


def list_all(
    compute: Compute,
    user: str | None = None,
    marker: str | None = None,
    limit: int | None = None,
) -> Iterator[Keypair]:
    """Yield keypairs: all of the user, or with ``limit`` one page."""
    query = {"user_id": user, "marker": marker, "limit": limit}
    path = with_query("/os-keypairs", query)
    for entry in compute.read_items(path, "keypairs", limit):
        yield dict(lenient.mapping(entry.get("keypair")))


def get(compute: Compute, name: str, user: str | None = None) -> Keypair:
    """Return the keypair of a name. Raises NotFound."""
    return compute.read_member(_path(name, user), "keypair")


def create(compute: Compute, keypair: Mapping[str, Any]) -> Keypair:
    """Make a keypair of the API's keys, and return it.

    Without a ``public_key`` Nova generates the pair, and the answer has the ``private_key``. Raises
    BadRequest, Conflict if the name is taken, and Forbidden.
    """
    return json_member("keypair", compute.post("/os-keypairs", {"keypair": keypair}))


def delete(compute: Compute, name: str, user: str | None = None) -> str:
    """Delete the keypair of a name, and return the name. Raises NotFound."""
    compute.delete(_path(name, user))
    return name


def _path(name: str, user: str | None) -> str:
    return with_query(f"/os-keypairs/{segment(name)}", {"user_id": user})
