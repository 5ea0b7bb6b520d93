"""The users and projects of a new cloud."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from mini_nova_sandbox.identity.passwords import hashed
from mini_nova_sandbox.state.database import Database

DOMAIN = "default"
ROLES = ("admin", "manager", "member", "reader", "service")
ASSIGNED = (  # user, target, target name, roles
    ("admin", "project", "admin", ("admin", "manager", "member", "reader")),
    ("admin", "project", "demo", ("admin", "member")),
    ("admin", "system", "all", ("admin", "member", "reader")),
    ("admin", "domain", DOMAIN, ("admin",)),
    ("demo", "project", "demo", ("member", "reader")),
)


def create(database: Database, passwords: Mapping[str, str]) -> None:
    """Writes them; ``passwords`` has those of admin and demo."""
    database.insert(
        "domains",
        {"id": DOMAIN, "name": "Default", "description": "The default domain", "enabled": 1},
    )
    roles = {name: uuid.uuid4().hex for name in ROLES}
    database.insert_many(
        "roles", [{"id": role_id, "name": name} for name, role_id in roles.items()]
    )
    projects = {name: uuid.uuid4().hex for name in ("admin", "demo")}
    for name, project_id in projects.items():
        database.insert(
            "projects",
            {
                "id": project_id,
                "name": name,
                "domain_id": DOMAIN,
                "description": f"Project {name}",
                "enabled": 1,
            },
        )
    users = {name: uuid.uuid4().hex for name in ("admin", "demo")}
    for name, user_id in users.items():
        database.insert(
            "users",
            {
                "id": user_id,
                "name": name,
                "domain_id": DOMAIN,
                "password_hash": hashed(passwords[name]),
                "default_project_id": projects[name],
                "enabled": 1,
            },
        )
    for user, target, where, names in ASSIGNED:
        target_id = projects[where] if target == "project" else where
        database.insert_many(
            "role_assignments",
            [
                {
                    "user_id": users[user],
                    "role_id": roles[name],
                    "target": target,
                    "target_id": target_id,
                }
                for name in names
            ],
        )
