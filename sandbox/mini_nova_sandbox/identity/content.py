"""The domain, roles, projects and users of a new cloud."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from mini_nova_sandbox.identity.passwords import hash_secret
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database

DOMAIN = "default"
ROLES = ("admin", "manager", "member", "reader", "service")
IMPLICATIONS = (("admin", "manager"), ("manager", "member"), ("member", "reader"))
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
    create_domain(database)
    roles = create_roles(database)
    projects = {name: create_project(database, name) for name in USERS}
    password_hashes = {name: hash_secret(passwords[name]) for name in USERS}
    users = create_users(database, projects, password_hashes)
    assign_roles(database, users, projects, roles)


def create_domain(database: Database) -> None:
    """Create the default domain."""
    domain = {
        "id": DOMAIN,
        "name": "Default",
        "description": "The default domain",
        "enabled": 1,
    }
    database.insert("domains", domain)


def create_roles(database: Database) -> Ids:
    """Create the roles, and return their ids."""
    ids = {name: chance.new_hex_id("role") for name in ROLES}
    options = json.dumps({"immutable": True})
    rows = [{"id": role_id, "name": name, "options": options} for name, role_id in ids.items()]
    database.insert_many("roles", rows)
    for prior, implied in IMPLICATIONS:
        rule = {"prior_role_id": ids[prior], "implied_role_id": ids[implied]}
        database.insert("implied_roles", rule)
    return ids


def create_project(database: Database, name: str) -> str:
    """Create a project in the default domain, and return its id."""
    project = {
        "id": chance.new_hex_id("project"),
        "name": name,
        "domain_id": DOMAIN,
        "description": f"Project {name}",
        "enabled": 1,
    }
    database.insert("projects", project)
    return str(project["id"])


def create_users(database: Database, projects: Ids, password_hashes: Mapping[str, str]) -> Ids:
    """Create the users with their default projects, and return their ids."""
    ids = {name: chance.new_hex_id("user") for name in USERS}
    for name, user_id in ids.items():
        user = {
            "id": user_id,
            "name": name,
            "domain_id": DOMAIN,
            "password_hash": password_hashes[name],
            "default_project_id": projects[name],
            "enabled": 1,
        }
        database.insert("users", user)
    return ids


def assign_roles(database: Database, users: Ids, projects: Ids, roles: Ids) -> None:
    """Assign the roles of ``ASSIGNMENTS``."""
    for user, target, target_name, role_names in ASSIGNMENTS:
        target_id = projects[target_name] if target == "project" else target_name
        assign(database, users[user], target, target_id, roles, role_names)


def assign(
    database: Database,
    user_id: str,
    target: str,
    target_id: str,
    roles: Ids,
    role_names: Iterable[str],
) -> None:
    """Assign roles of these names to a user in a target, unless the user has them there."""
    for role in role_names:
        database.run(
            "INSERT OR IGNORE INTO role_assignments (user_id, role_id, target, target_id)"
            " VALUES (?, ?, ?, ?)",
            user_id,
            roles[role],
            target,
            target_id,
        )
