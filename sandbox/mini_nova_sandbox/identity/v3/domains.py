"""Create, change and delete domains (for admins)."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy, tokens
from mini_nova_sandbox.identity.v3 import entries, schemas
from mini_nova_sandbox.state import chance

CHANGEABLE = ("name", "description", "enabled")


def create(call: Call) -> Answer:
    """Create a domain. Raises Conflict, Forbidden."""
    policy.require_admin(call, "create_domain")
    return insert(call, call.body["domain"])


def insert(call: Call, body: dict[str, Any]) -> Answer:
    """Store a new domain and show it. Raises Conflict."""
    row = {
        "id": body.get("explicit_domain_id") or chance.new_hex_id("domain"),
        "name": body["name"],
        "description": body.get("description") or "",
        "enabled": int(body.get("enabled", True)),
    }
    return entries.insert(call, "domain", row, body)


def update(call: Call) -> Answer:
    """Change a domain. Raises Conflict, Forbidden, NotFound."""
    policy.require_admin(call, "update_domain")
    return change(call, call.body["domain"])


def change(call: Call, body: dict[str, Any]) -> Answer:
    """Change the domain of the path and show it. Raises Conflict, Forbidden, NotFound."""
    changes = entries.pick_columns(body, CHANGEABLE)
    if "description" in changes:
        changes["description"] = changes["description"] or ""
    return entries.update(call, "domain", changes, body)


def delete(call: Call) -> Answer:
    """Delete a disabled domain with its projects, users and groups. Raises Forbidden, NotFound."""
    policy.require_admin(call, "delete_domain")
    database = call.database
    domain = directory.by_id(database, "domain", call.path["id"])
    entries.check_mutable("domain", domain, "delete")
    if domain["enabled"]:
        raise Forbidden("Cannot delete a domain that is enabled, please disable it first.")
    domain_id = domain["id"]
    for project in database.rows("SELECT id FROM projects WHERE domain_id = ?", domain_id):
        remove_project(call, project["id"])
    tokens.revoke(database, scope_id=domain_id)
    for table in ("users", "groups"):
        database.delete(table, domain_id=domain_id)
    for table in ("role_assignments", "group_role_assignments"):
        database.delete(table, target="domain", target_id=domain_id)
    database.delete("domains", id=domain_id)
    return Answer(204)


def remove_project(call: Call, project_id: str) -> None:
    """Remove a project with its role assignments and tokens. Raises Forbidden if it has servers."""
    database = call.database
    sql = "SELECT 1 FROM instances WHERE project_id = ? AND deleted = 0"
    if database.value(sql, project_id):
        raise Forbidden("The project still has servers: delete them first.")
    tokens.revoke(database, scope_id=project_id)
    for table in ("role_assignments", "group_role_assignments"):
        database.delete(table, target="project", target_id=project_id)
    database.delete("projects", id=project_id)


OPERATIONS = (
    Operation("POST", "/v3/domains", create, schema=schemas.CREATE_DOMAIN),
    Operation("PATCH", "/v3/domains/{id}", update, schema=schemas.UPDATE_DOMAIN),
    Operation("DELETE", "/v3/domains/{id}", delete),
)
