"""Which roles a user has in effect: its own and its groups', inherited ones, and implied ones.

A role on a domain or project may be inherited to the projects below (and then does not count on the
target itself). A role of a domain has no effect but the roles that it implies.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mini_nova_sandbox.state.database import Database, Row

Role = dict[str, str]  # id and name
_ROLE_IDS = (  # in effect on a target itself, or inherited from its domain or its parents
    "WITH RECURSIVE family (id, parent_id, domain_id) AS"
    " (SELECT id, parent_id, domain_id FROM projects WHERE id = ? UNION"
    " SELECT projects.id, projects.parent_id, projects.domain_id"
    " FROM projects JOIN family ON projects.id = family.parent_id)"
    " SELECT DISTINCT role_id FROM user_roles WHERE user_id = ?"
    " AND ((target = ? AND target_id = ? AND NOT inherited) OR (inherited AND"
    " ((target = 'project' AND target_id IN (SELECT parent_id FROM family))"
    " OR (target = 'domain' AND target_id IN (SELECT domain_id FROM family)))))"
)

_HEIRS = {  # the projects that inherit from a kind of target
    "domain": "SELECT id FROM projects WHERE domain_id = ?",
    "project": "WITH RECURSIVE heirs (id) AS (SELECT id FROM projects WHERE parent_id = ?"
    " UNION SELECT projects.id FROM projects JOIN heirs ON parent_id = heirs.id)"
    " SELECT id FROM heirs",
}


def roles_on(database: Database, user_id: str, target: str, target_id: str) -> list[Role]:
    """Return a user's roles in effect on a project, a domain or the system, by name."""
    project_id = target_id if target == "project" else ""
    rows = database.rows(_ROLE_IDS, project_id, user_id, target, target_id)
    return roles_by_name(database, [row["role_id"] for row in rows])


def roles_by_name(database: Database, role_ids: Iterable[str]) -> list[Role]:
    """Return roles and the roles that they imply, without domains' roles, by name."""
    effective_ids = with_implied(database, role_ids)
    return database.rows(
        "SELECT id, name FROM roles WHERE domain_id IS NULL"
        " AND id IN (SELECT value FROM json_each(?)) ORDER BY name",
        json.dumps(sorted(effective_ids)),
    )


def with_implied(database: Database, role_ids: Iterable[str]) -> set[str]:
    """Return the ids of roles and of all roles that they imply."""
    implications = implied_by(database)
    effective_ids: set[str] = set()
    pending = list(role_ids)
    while pending:
        role_id = pending.pop()
        if role_id not in effective_ids:
            effective_ids.add(role_id)
            pending += implications.get(role_id, [])
    return effective_ids


def implied_by(database: Database) -> Mapping[str, list[str]]:
    """Return the ids of the roles that each role implies at first hand."""
    implications: dict[str, list[str]] = {}
    for rule in database.rows("SELECT * FROM implied_roles ORDER BY rowid"):
        implications.setdefault(rule["prior_role_id"], []).append(rule["implied_role_id"])
    return implications


def projects_of(database: Database, user_id: str) -> list[Row]:
    """Return the enabled projects (of enabled domains) on which a user has a role, by name."""
    return database.rows(
        "WITH RECURSIVE heirs (id) AS (SELECT projects.id FROM projects JOIN user_roles ON inherited"
        " AND user_id = ? AND ((target = 'domain' AND target_id = domain_id)"
        " OR (target = 'project' AND target_id = parent_id))"
        " UNION SELECT projects.id FROM projects JOIN heirs ON parent_id = heirs.id)"
        " SELECT * FROM projects WHERE enabled = 1"
        " AND domain_id IN (SELECT id FROM domains WHERE enabled = 1) AND (id IN heirs OR id IN"
        " (SELECT target_id FROM user_roles WHERE user_id = ? AND target = 'project'"
        " AND NOT inherited)) ORDER BY name",
        user_id,
        user_id,
    )


def domains_of(database: Database, user_id: str) -> list[Row]:
    """Return the enabled domains on which a user has a role, by name."""
    return database.rows(
        "SELECT * FROM domains WHERE enabled = 1 AND id IN (SELECT target_id FROM user_roles"
        " WHERE user_id = ? AND target = 'domain' AND NOT inherited) ORDER BY name",
        user_id,
    )


def stored(database: Database) -> list[Row]:
    """Return the assignments of users and of groups, as stored."""
    users = database.rows("SELECT *, NULL AS group_id FROM role_assignments")
    groups = database.rows("SELECT *, NULL AS user_id FROM group_role_assignments")
    return users + groups


def effective(database: Database) -> list[Row]:
    """Return what the assignments amount to: one for each user, target, and role in effect.

    ``origin`` is the stored assignment, ``prior_role_id`` the role that implies this one.
    """
    implications = implied_by(database)
    sql = "SELECT id FROM roles WHERE domain_id IS NOT NULL"
    domain_roles = {row["id"] for row in database.rows(sql)}
    amount: list[Row] = []
    for row in database.rows("SELECT * FROM user_roles"):
        for target in _targets(database, row):
            amount += _implied_rows({**row, **target, "origin": row}, implications)
    return [row for row in amount if row["role_id"] not in domain_roles]


def _targets(database: Database, row: Row) -> list[dict[str, Any]]:
    """Return the targets on which an assignment is in effect."""
    if not row["inherited"]:
        return [{}]
    heirs = database.rows(_HEIRS[row["target"]], row["target_id"])
    return [{"target": "project", "target_id": heir["id"]} for heir in heirs]


def _implied_rows(row: Row, implications: Mapping[str, list[str]]) -> list[Row]:
    """Return an assignment and those of the roles that its role implies."""
    rows = [row]
    seen = {row["role_id"]}
    for prior in rows:  # grows while it is walked
        for role_id in implications.get(prior["role_id"], []):
            if role_id not in seen:
                seen.add(role_id)
                rows.append({**row, "role_id": role_id, "prior_role_id": prior["role_id"]})
    return rows
