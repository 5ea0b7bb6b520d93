"""Quotas of a project: the limits, what counts against them, and refusing what would exceed them (403)."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.http.errors import OverQuota
from mini_nova_sandbox.state.database import Database

UNLIMITED = -1
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
    """The limits of a project, -1 for none."""
    own = {
        row["resource"]: row["hard_limit"]
        for row in database.rows(
            "SELECT resource, hard_limit FROM quotas WHERE project_id = ?", project_id
        )
    }
    return {name: own.get(name, default) for name, default in {**DEFAULTS, **FIXED}.items()}


def usage(database: Database, project_id: str) -> dict[str, int]:
    """What a project has now, of what its limits count."""
    row = database.row(
        "SELECT count(*) AS instances, coalesce(sum(vcpus), 0) AS cores, coalesce(sum(memory_mb), 0) AS ram"
        " FROM instances WHERE project_id = ? AND deleted = 0",
        project_id,
    )
    groups = database.value("SELECT count(*) FROM server_groups WHERE project_id = ?", project_id)
    return {**(dict(row) if row else {}), "server_groups": groups}


def check(database: Database, project_id: str, wanted: Mapping[str, int]) -> None:
    """Raises OverQuota, in Nova's words, if a project may not have ``wanted`` more."""
    limit, has = limits(database, project_id), usage(database, project_id)
    over = [
        name
        for name, more in wanted.items()
        if limit[name] != UNLIMITED and more > 0 and has[name] + more > limit[name]
    ]
    if over:
        asked = ", ".join(str(wanted[name]) for name in over)
        taken = ", ".join(str(has[name]) for name in over)
        most = ", ".join(str(limit[name]) for name in over)
        raise OverQuota(
            f"Quota exceeded for {', '.join(over)}: Requested {asked}, but already used {taken} of {most} {', '.join(over)}"
        )
