"""Users, projects, domains and roles in the database: find them by id, or by name in a domain."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state.database import Database, Row

COLLECTIONS = {
    "project": "projects",
    "user": "users",
    "domain": "domains",
    "role": "roles",
    "group": "groups",
}


def by_id(database: Database, kind: str, identifier: str) -> Row:
    """Return the row of an id. Raises NotFound in Keystone's words.

    A domain is a project, too.
    """
    row = _find_by_id(database, kind, identifier)
    if row is None and kind == "project":
        domain = _find_by_id(database, "domain", identifier)
        row = domain and as_project(domain)
    if row is None:
        raise NotFound(f"Could not find {kind}: {identifier}.")
    return row


def find(database: Database, kind: str, reference: Any) -> Row | None:
    """Find the user or project of a v3 reference: ``{"id"}``, or ``{"name", "domain"}``."""
    if not isinstance(reference, dict):
        return None
    if "id" in reference:
        identifier = str(reference["id"])
        return _find_by_id(database, kind, identifier)
    domain = find_domain(database, reference.get("domain"))
    if domain is None:
        return None
    name = str(reference.get("name", ""))
    return find_by_name(database, kind, name, domain["id"])


def find_domain(database: Database, reference: Any) -> Row | None:
    """Find the enabled domain of a v3 reference: ``{"id"}`` or ``{"name"}``."""
    if not isinstance(reference, dict):
        return None
    column = "id" if "id" in reference else "name"
    value = str(reference.get(column, ""))
    sql = f"SELECT * FROM domains WHERE {column} = ? AND enabled = 1"  # noqa: S608 - constants
    return database.row(sql, value)


def find_by_name(database: Database, kind: str, name: str, domain_id: str) -> Row | None:
    """Find a user or project by its name in a domain."""
    table = COLLECTIONS[kind]
    sql = f"SELECT * FROM {table} WHERE name = ? AND domain_id = ?"  # noqa: S608 - constants
    return database.row(sql, name, domain_id)


def as_project(domain: Row) -> Row:
    """Return a domain as the project that it is, too."""
    return {**domain, "domain_id": None, "parent_id": None, "tags": "[]", "is_domain": 1}


def _find_by_id(database: Database, kind: str, identifier: str) -> Row | None:
    table = COLLECTIONS[kind]
    sql = f"SELECT * FROM {table} WHERE id = ?"  # noqa: S608 - constants
    return database.row(sql, identifier)
