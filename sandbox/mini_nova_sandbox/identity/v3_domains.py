"""v3: create, change and delete domains (for admins)."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, tokens, v3_directory, v3_projects, v3_schemas
from mini_nova_sandbox.state import chance

CHANGEABLE = ("name", "description", "enabled")


def create(call: Call) -> Answer:
    """Create a domain. Raises Conflict, Forbidden."""
    call.caller.require_admin()
    body = call.body["domain"]
    row = {
        "id": chance.new_hex_id("domain"),
        "name": body["name"],
        "description": body.get("description") or "",
        "enabled": int(body.get("enabled", True)),
    }
    return v3_directory.insert(call, "domain", row)


def update(call: Call) -> Answer:
    """Change a domain. Raises Conflict, Forbidden, NotFound."""
    call.caller.require_admin()
    changes = v3_directory.pick_columns(call.body["domain"], CHANGEABLE)
    if "description" in changes:
        changes["description"] = changes["description"] or ""
    directory.by_id(call.database, "domain", call.path["id"])
    return v3_directory.update(call, "domain", changes)


def delete(call: Call) -> Answer:
    """Delete a disabled domain with its projects, users and groups. Raises Forbidden, NotFound."""
    call.caller.require_admin()
    database = call.database
    domain = directory.by_id(database, "domain", call.path["id"])
    if domain["enabled"]:
        raise Forbidden("Cannot delete a domain that is enabled, please disable it first.")
    domain_id = domain["id"]
    for project in database.rows("SELECT id FROM projects WHERE domain_id = ?", domain_id):
        v3_projects.remove(call, project["id"])
    tokens.revoke(database, scope_id=domain_id)
    for table in ("users", "groups"):
        database.delete(table, domain_id=domain_id)
    for table in ("role_assignments", "group_role_assignments"):
        database.delete(table, target="domain", target_id=domain_id)
    database.delete("domains", id=domain_id)
    return Answer(204)


OPERATIONS = (
    Operation("POST", "/v3/domains", create, schema=v3_schemas.CREATE_DOMAIN),
    Operation("PATCH", "/v3/domains/{id}", update, schema=v3_schemas.UPDATE_DOMAIN),
    Operation("DELETE", "/v3/domains/{id}", delete),
)
