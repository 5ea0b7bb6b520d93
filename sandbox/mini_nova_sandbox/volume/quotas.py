"""Quotas of block storage: limits, usage, and the refusal of what would exceed them.

There are limits of volumes, snapshots and gigabytes over all types, and for each type. In the
table of limits they have ``volume:`` before their names, so that they are not mixed with those of
other services.
"""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.http.errors import TooLarge
from mini_nova_sandbox.state import own_limits
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import types

PREFIX = "volume:"
UNLIMITED = -1
DEFAULT_CLASS = "default"
DEFAULTS: Mapping[str, int] = {
    "volumes": 1000,
    "per_volume_gigabytes": UNLIMITED,
    "snapshots": 1000,
    "gigabytes": 1_000_000,
    "backups": 10,
    "backup_gigabytes": 1000,
}
LAST: Mapping[str, int] = {"groups": 10}  # after the limits of each type
TYPED = ("volumes", "gigabytes", "snapshots")
RETRY_NOW = {"retry-after": "0"}


def defaults(database: Database) -> dict[str, int]:
    """Return the limits of a project that has none of its own."""
    return class_limits(database, DEFAULT_CLASS)


def class_limits(database: Database, name: str) -> dict[str, int]:
    """Return the limits of a quota class; those of ``default`` hold for every project."""
    limits = dict(DEFAULTS)
    for volume_type in types.list_all(database):
        type_name = volume_type["name"]
        limits |= {f"{resource}_{type_name}": UNLIMITED for resource in TYPED}
    limits |= LAST
    return _with_own(database, class_key(name), limits)


def class_key(name: str) -> str:
    """Return the key of a quota class's limits, in the place of a project's id."""
    return f"class:{name}"


def limits(database: Database, project_id: str) -> dict[str, int]:
    """Return the limits of a project by resource; UNLIMITED stands for none."""
    return _with_own(database, project_id, defaults(database))


def _with_own(database: Database, key: str, limits: Mapping[str, int]) -> dict[str, int]:
    """Return limits with those that a project or a class has of its own in their place."""
    own = own_limits.read(database, key)
    return {name: own.get(f"{PREFIX}{name}", limit) for name, limit in limits.items()}


def write(database: Database, project_id: str, resource: str, limit: int) -> None:
    """Set a limit of a project, or of the class with a key."""
    own_limits.write(database, project_id, f"{PREFIX}{resource}", limit)


def reset(database: Database, project_id: str) -> None:
    """Reset a project's limits to the defaults."""
    database.run(
        "DELETE FROM quotas WHERE project_id = ? AND resource LIKE ?", project_id, f"{PREFIX}%"
    )


def usage(database: Database, project_id: str) -> dict[str, int]:
    """Return what a project uses of each resource; those that it uses nothing of are left out."""
    amounts: dict[str, int] = {}
    volumes = database.rows(
        "SELECT volume_types.name, count(*) AS number, sum(size) AS gigabytes FROM volumes"
        " JOIN volume_types ON volume_types.id = volume_type_id WHERE project_id = ?"
        " GROUP BY volume_types.name",
        project_id,
    )
    for row in volumes:
        _add(amounts, "volumes", row["name"], row["number"])
        _add(amounts, "gigabytes", row["name"], row["gigabytes"])
    snapshots = database.rows(
        "SELECT volume_types.name, count(*) AS number, sum(volume_snapshots.size) AS gigabytes"
        " FROM volume_snapshots JOIN volumes ON volumes.id = volume_id"
        " JOIN volume_types ON volume_types.id = volume_type_id"
        " WHERE volume_snapshots.project_id = ? GROUP BY volume_types.name",
        project_id,
    )
    for row in snapshots:
        _add(amounts, "snapshots", row["name"], row["number"])
        _add(amounts, "gigabytes", row["name"], row["gigabytes"])
    return amounts


def _add(amounts: dict[str, int], resource: str, type_name: str, amount: int) -> None:
    """Count an amount for all types and for its own."""
    for name in (resource, f"{resource}_{type_name}"):
        amounts[name] = amounts.get(name, 0) + amount


def check_size(database: Database, project_id: str, gigabytes: int) -> None:
    """Refuse a volume that is larger than a single one may be. Raises TooLarge (413)."""
    limit = limits(database, project_id)["per_volume_gigabytes"]
    if limit != UNLIMITED and gigabytes > limit:
        raise TooLarge(
            f"Requested volume size {gigabytes}G is larger than maximum allowed limit {limit}G.",
            headers=RETRY_NOW,
        )


def check(
    database: Database, project_id: str, type_name: str, additions: Mapping[str, int]
) -> None:
    """Refuse additions to a project's volumes, snapshots or gigabytes. Raises TooLarge (413)."""
    project_limits = limits(database, project_id)
    project_usage = usage(database, project_id)
    for resource, addition in additions.items():
        for name in (resource, f"{resource}_{type_name}"):
            limit = project_limits[name]
            in_use = project_usage.get(name, 0)
            if limit != UNLIMITED and in_use + addition > limit:
                raise TooLarge(_refusal(name, addition, limit, in_use), headers=RETRY_NOW)


def _refusal(name: str, addition: int, limit: int, in_use: int) -> str:
    """Return Cinder's sentence for a limit that is reached."""
    if name.startswith("gigabytes"):
        return (
            f"Requested volume or snapshot exceeds allowed {name} quota. "
            f"Requested {addition}G, quota is {limit}G and {in_use}G has been consumed."
        )
    if name.startswith("volumes"):
        return f"Maximum number of volumes allowed ({limit}) exceeded for quota '{name}'."
    return f"Maximum number of snapshots allowed ({limit}) exceeded"
