"""Server groups: servers that are placed together or apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.queries import with_query
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

ONE_POLICY_SINCE = (2, 64)

Group = dict[str, Any]


def list_all(
    compute: Compute,
    *,
    all_projects: bool = False,
    limit: int | None = None,
    offset: int | None = None,
) -> Iterator[Group]:
    """Return the server groups of one page, as long as the server makes it."""
    query = {"all_projects": all_projects or None, "limit": limit, "offset": offset}
    page = compute.read_page(with_query("/os-server-groups", query), "server_groups")
    return iter(page["server_groups"])


def get(compute: Compute, group_id: str) -> Group:
    """Return the server group of an id. Raises NotFound."""
    return compute.read_member(_path(group_id), "server_group")


def create(compute: Compute, name: str, policy: str, rules: Mapping[str, Any]) -> Group:
    """Make a server group with one policy, and return it. Raises BadRequest, Forbidden."""
    group: dict[str, Any] = {"name": name}
    if compute.version < ONE_POLICY_SINCE:
        group["policies"] = [policy]
    else:
        group["policy"] = policy
    if rules:
        group["rules"] = dict(rules)
    return json_member("server_group", compute.post("/os-server-groups", {"server_group": group}))


def delete(compute: Compute, group_id: str) -> str:
    """Delete the server group of an id, and return the id. Raises NotFound."""
    compute.delete(_path(group_id))
    return group_id


def _path(group_id: str) -> str:
    return f"/os-server-groups/{segment(group_id)}"
