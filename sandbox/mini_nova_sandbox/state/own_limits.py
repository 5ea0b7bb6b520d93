"""The limits that admins have set for a project, in place of the defaults.

Neutron's resources have ``network:`` before their names, as both services limit security groups.
"""

from __future__ import annotations

from mini_nova_sandbox.state.database import Database


def read(database: Database, project_id: str) -> dict[str, int]:
    """Return the limits of a project by resource."""
    rows = database.rows("SELECT resource, hard_limit FROM quotas WHERE project_id = ?", project_id)
    return {row["resource"]: row["hard_limit"] for row in rows}


def write(database: Database, project_id: str, resource: str, limit: int) -> None:
    """Set a limit of a project."""
    database.delete("quotas", project_id=project_id, resource=resource)
    row = {
        "project_id": project_id,
        "resource": resource,
        "hard_limit": limit,
    }
    database.insert("quotas", row)
