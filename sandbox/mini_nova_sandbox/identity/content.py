"""The domain, roles, projects and users of a new cloud."""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.identity.passwords import hash_secret
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database

DOMAIN = "default"
ROLES = ("admin", "manager", "member", "reader", "service")
USERS = ("admin", "demo")  # each with a project of the same name
ASSIGNMENTS = (  # user, target, project or target id, roles
    ("admin", "project", "admin", ("admin", "manager", "member", "reader")),
    ("admin", "project", "demo", ("admin", "member")),
    ("admin", "system", "all", ("admin", "member", "reader")),
    ("admin", "domain", DOMAIN, ("admin",)),
    ("demo", "project", "demo", ("member", "reader")),
)
Ids = Mapping[str, str]  # by name


def create(database: Database, passwords: Mapping[str, str]) -> None:
    """Create everything; ``passwords`` are those of admin and demo."""
    _create_domain(database)
    roles = _create_roles(database)
    projects = _create_projects(database)
    users = _create_users(database, projects, passwords)
    _assign_roles(database, users, projects, roles)


def _create_domain(database: Database) -> None:
    domain = {
        "id": DOMAIN,
        "name": "Default",
        "description": "The default domain",
        "enabled": 1,
    }
    database.insert("domains", domain)


def _create_roles(database: Database) -> Ids:
    ids = {name: chance.new_hex_id("role") for name in ROLES}
    rows = [{"id": role_id, "name": name, "immutable": 1} for name, role_id in ids.items()]
    database.insert_many("roles", rows)
    return ids


def _create_projects(database: Database) -> Ids:
    ids = {name: chance.new_hex_id("project") for name in USERS}
    for name, project_id in ids.items():
        project = {
            "id": project_id,
            "name": name,
            "domain_id": DOMAIN,
            "description": f"Project {name}",
            "enabled": 1,
        }
        database.insert("projects", project)
    return ids


def _create_users(database: Database, projects: Ids, passwords: Mapping[str, str]) -> Ids:
    ids = {name: chance.new_hex_id("user") for name in USERS}
    for name, user_id in ids.items():
        user = {
            "id": user_id,
            "name": name,
            "domain_id": DOMAIN,
            "password_hash": hash_secret(passwords[name]),
            "default_project_id": projects[name],
            "enabled": 1,
        }
        database.insert("users", user)
    return ids


def _assign_roles(database: Database, users: Ids, projects: Ids, roles: Ids) -> None:
    for user, target, target_name, role_names in ASSIGNMENTS:
        target_id = projects[target_name] if target == "project" else target_name
        for role in role_names:
            assignment = {
                "user_id": users[user],
                "role_id": roles[role],
                "target": target,
                "target_id": target_id,
            }
            database.insert("role_assignments", assignment)
