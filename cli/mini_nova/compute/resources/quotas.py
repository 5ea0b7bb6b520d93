"""Quotas: of a project, of one of its users, and of a class of projects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.queries import with_query
from mini_nova.compute.resources.projects import project_id
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

# In the order of the classic client's table.
RESOURCES = (
    "instances",
    "cores",
    "ram",
    "floating_ips",
    "fixed_ips",
    "metadata_items",
    "injected_files",
    "injected_file_content_bytes",
    "injected_file_path_bytes",
    "key_pairs",
    "security_groups",
    "security_group_rules",
    "server_groups",
    "server_group_members",
)
NETWORK_RESOURCES = ("floating_ips", "fixed_ips", "security_groups", "security_group_rules")
FILE_RESOURCES = ("injected_files", "injected_file_content_bytes", "injected_file_path_bytes")

Quotas = dict[str, Any]


def get(compute: Compute, tenant: str | None, user: str | None, *, detail: bool) -> Quotas:
    """Return the quotas of a project (None is the login's), or those of one of its users.

    With ``detail`` each has what is in use and reserved, too.
    """
    path = _path(project_id(compute, tenant))
    if detail:
        path = f"{path}/detail"
    return compute.read_member(with_query(path, {"user_id": user}), "quota_set")


def defaults(compute: Compute, tenant: str | None) -> Quotas:
    """Return the quotas that a project has unless somebody changes them."""
    path = _path(project_id(compute, tenant))
    return compute.read_member(f"{path}/defaults", "quota_set")


def update(compute: Compute, tenant: str, user: str | None, quotas: Mapping[str, Any]) -> Quotas:
    """Change quotas of a project or a user, and return them all. Raises Forbidden, BadRequest."""
    path = with_query(_path(tenant), {"user_id": user})
    return json_member("quota_set", compute.put(path, {"quota_set": quotas}))


def delete(compute: Compute, tenant: str, user: str | None) -> None:
    """Give a project or a user the default quotas again. Raises Forbidden."""
    compute.delete(with_query(_path(tenant), {"user_id": user}))


def get_class(compute: Compute, class_name: str) -> Quotas:
    """Return the quotas of a class of projects, such as ``default``."""
    return compute.read_member(_class_path(class_name), "quota_class_set")


def update_class(compute: Compute, class_name: str, quotas: Mapping[str, int]) -> Quotas:
    """Change quotas of a class, and return them all. Raises Forbidden, BadRequest."""
    answer = compute.put(_class_path(class_name), {"quota_class_set": quotas})
    return json_member("quota_class_set", answer)


def _path(project: str) -> str:
    return f"/os-quota-sets/{segment(project)}"


def _class_path(class_name: str) -> str:
    return f"/os-quota-class-sets/{segment(class_name)}"
