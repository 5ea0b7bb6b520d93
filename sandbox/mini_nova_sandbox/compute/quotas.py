"""Quotas of a project: limits, usage, and the refusal of requests that would exceed them."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.http.errors import OverQuota
from mini_nova_sandbox.state import own_limits
from mini_nova_sandbox.state.database import Database

UNLIMITED = -1
DEFAULT_CLASS = "default"
DEFAULTS: Mapping[str, int] = {
    "instances": 1000,
    "cores": 4000,
    "ram": 2_048_000,
    "metadata_items": 128,
    "key_pairs": 100,
    "server_groups": 10,
    "server_group_members": 100,
}
FIXED: Mapping[str, int] = {
    "injected_files": 5,
    "injected_file_content_bytes": 10240,
    "injected_file_path_bytes": 255,
}
LEGACY: Mapping[str, int] = {
    "fixed_ips": -1,
    "floating_ips": -1,
    "security_groups": -1,
    "security_group_rules": -1,
}


def limits(database: Database, project_id: str) -> dict[str, int]:
    """Return the limits of a project by resource; UNLIMITED stands for none."""
    return {**class_limits(database, DEFAULT_CLASS), **own_limits.read(database, project_id)}


def class_limits(database: Database, name: str) -> dict[str, int]:
    """Return the limits of a quota class; those of ``default`` hold for every project."""
    return {**DEFAULTS, **FIXED, **LEGACY, **own_limits.read(database, class_key(name))}


def class_key(name: str) -> str:
    """Return the key of a quota class's limits, in the place of a project's id."""
    return f"class:{name}"


def user_key(project_id: str, user_id: str) -> str:
    """Return the key of a user's limits in a project, in the place of the project's id."""
    return f"{project_id}:{user_id}"


def user_limits(database: Database, project_id: str, user_id: str) -> dict[str, int]:
    """Return the limits of a user in a project: the project's, unless the user has own ones."""
    own = own_limits.read(database, user_key(project_id, user_id))
    return {**limits(database, project_id), **own}


def reset(database: Database, key: str) -> None:
    """Delete the limits that a project, or a user in it, has of its own."""
    for resource in (*DEFAULTS, *FIXED, *LEGACY):
        database.delete("quotas", project_id=key, resource=resource)


def usage(database: Database, project_id: str, user_id: str = "") -> dict[str, int]:
    """Return what a project, or one of its users, uses of each resource that ``check`` limits."""
    row = database.row(
        "SELECT count(*) AS instances, coalesce(sum(vcpus), 0) AS cores,"
        " coalesce(sum(memory_mb), 0) AS ram FROM instances"
        " WHERE project_id = ? AND ? IN ('', user_id) AND deleted = 0",
        project_id,
        user_id,
    )
    groups = database.value(
        "SELECT count(*) FROM server_groups WHERE project_id = ? AND ? IN ('', user_id)",
        project_id,
        user_id,
    )
    return {**(row or {}), "server_groups": groups}


def check(
    database: Database, project_id: str, additions: Mapping[str, int], user_id: str = ""
) -> None:
    """Refuse additions to the resources of a project, or of a user who has limits in it.

    Raises OverQuota, in Nova's words.
    """
    _check(additions, limits(database, project_id), usage(database, project_id))
    if user_id and own_limits.read(database, user_key(project_id, user_id)):
        user_usage = usage(database, project_id, user_id)
        _check(additions, user_limits(database, project_id, user_id), user_usage)


def _check(
    additions: Mapping[str, int], maxima: Mapping[str, int], uses: Mapping[str, int]
) -> None:
    resources = []
    for resource, addition in additions.items():
        limit = maxima[resource]
        if limit == UNLIMITED or addition <= 0:
            continue
        if uses[resource] + addition > limit:
            resources.append(resource)
    if resources:
        names = ", ".join(resources)
        requested = _numbers(additions, resources)
        in_use = _numbers(uses, resources)
        maximum = _numbers(maxima, resources)
        raise OverQuota(
            f"Quota exceeded for {names}: "
            f"Requested {requested}, but already used {in_use} of {maximum} {names}"
        )


def _numbers(amounts: Mapping[str, int], resources: list[str]) -> str:
    numbers = [str(amounts[resource]) for resource in resources]
    return ", ".join(numbers)
