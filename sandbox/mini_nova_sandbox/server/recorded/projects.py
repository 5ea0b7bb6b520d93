"""The domains and projects of a recording, beside the sandbox's own users, roles and projects."""

from __future__ import annotations

from mini_nova_sandbox.identity import content
from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.state.database import Database

# A user's roles in the recorded projects: the admin's in all, the other's in the login's.
ADMIN_ROLES = ("admin", "manager", "member", "reader")
DEMO_ROLES = ("member", "reader")


def insert(database: Database, recording: Document) -> str:
    """Insert all of it and return the id of the user admin, whose everything is.

    Nobody can log in until the users get their passwords.
    """
    _insert_domains(database, recording)
    _insert_projects(database, recording)
    own_projects = _own_projects(database)
    passwords = dict.fromkeys(content.USERS, "")
    roles = content.create_roles(database)
    users = content.create_users(database, own_projects, passwords)
    content.assign_roles(database, users, own_projects, roles)
    for project in recording["projects"]:
        content.assign(database, users["admin"], "project", project["id"], roles, ADMIN_ROLES)
    own_project_id = recording["project_id"]
    content.assign(database, users["demo"], "project", own_project_id, roles, DEMO_ROLES)
    return users["admin"]


def _insert_domains(database: Database, recording: Document) -> None:
    for domain in recording["domains"]:
        database.insert("domains", {**domain, "enabled": int(domain["enabled"])})
    if all(domain["id"] != content.DOMAIN for domain in recording["domains"]):
        content.create_domain(database)


def _insert_projects(database: Database, recording: Document) -> None:
    for project in recording["projects"]:
        database.insert("projects", {**project, "enabled": int(project["enabled"])})


def _own_projects(database: Database) -> dict[str, str]:
    """Return the ids of the projects admin and demo, which are made if they were not recorded."""
    sql = "SELECT id FROM projects WHERE name = ? AND domain_id = ?"
    ids = {}
    for name in content.USERS:
        project_id = database.value(sql, name, content.DOMAIN)
        ids[name] = project_id or content.create_project(database, name)
    return ids
