"""Users, projects, domains and roles: found by id, or by name within a domain; and their v3 shapes."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state.database import Database, Row

COLLECTIONS = {"project": "projects", "user": "users", "domain": "domains", "role": "roles"}


def by_id(database: Database, kind: str, identifier: str) -> Row:
    """One of them. Raises NotFound in Keystone's words."""
    row = database.row(f"SELECT * FROM {COLLECTIONS[kind]} WHERE id = ?", identifier)  # noqa: S608 - constants
    if row is None:
        raise NotFound(f"Could not find {kind}: {identifier}.")
    return row


def domain(database: Database, reference: Any) -> Row | None:
    """The enabled domain that ``{"id"}`` or ``{"name"}`` names."""
    if not isinstance(reference, dict):
        return None
    column = "id" if "id" in reference else "name"
    return database.row(
        f"SELECT * FROM domains WHERE {column} = ? AND enabled = 1",  # noqa: S608 - constants
        str(reference.get(column, "")),
    )


def named(database: Database, kind: str, reference: Any) -> Row | None:
    """The user or project that ``{"id"}``, or ``{"name", "domain"}``, names; None for nobody."""
    if not isinstance(reference, dict):
        return None
    table = COLLECTIONS[kind]
    if "id" in reference:
        return database.row(f"SELECT * FROM {table} WHERE id = ?", str(reference["id"]))  # noqa: S608 - constants
    inside = domain(database, reference.get("domain"))
    return (
        in_domain(database, kind, str(reference.get("name", "")), inside["id"]) if inside else None
    )


def in_domain(database: Database, kind: str, name: str, domain_id: str) -> Row | None:
    """By name within a domain."""
    table = COLLECTIONS[kind]
    return database.row(f"SELECT * FROM {table} WHERE name = ? AND domain_id = ?", name, domain_id)  # noqa: S608


def projects_of(database: Database, user_id: str) -> list[Row]:
    """The enabled projects on which a user has a role, by name."""
    return database.rows(
        "SELECT * FROM projects WHERE enabled = 1 AND id IN"
        " (SELECT target_id FROM role_assignments WHERE user_id = ? AND target = 'project') ORDER BY name",
        user_id,
    )


def shown(row: Row, kind: str, root: str) -> dict[str, Any]:
    """A user, project, domain or role as v3 shows it."""
    link = {"self": f"{root}/identity/v3/{COLLECTIONS[kind]}/{row['id']}"}
    common = {"id": row["id"], "name": row["name"], "options": {}, "links": link}
    if kind == "role":
        return {**common, "domain_id": None, "description": None, "options": {"immutable": True}}
    common["enabled"] = bool(row["enabled"])
    if kind == "domain":
        return {**common, "description": row["description"], "tags": []}
    common["domain_id"] = row["domain_id"]
    if kind == "project":
        return {
            **common,
            "description": row["description"],
            "parent_id": row["domain_id"],
            "is_domain": False,
            "tags": [],
        }
    user = {**common, "password_expires_at": None}
    for name in ("email", "description", "default_project_id"):
        if row[name] is not None:
            user[name] = row[name]
    return user
