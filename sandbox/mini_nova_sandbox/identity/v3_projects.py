"""v3: create, change and delete projects (for admins)."""

from __future__ import annotations

import json

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, tokens, v3_directory, v3_schemas
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.state import chance

CHANGEABLE = ("name", "description", "enabled")


def create(call: Call) -> Answer:
    """Create a project. Raises Conflict, Forbidden, NotFound for its domain."""
    call.caller.require_admin()
    body = call.body["project"]
    row = {
        "id": chance.new_hex_id("project"),
        "name": body["name"],
        "domain_id": body.get("domain_id") or DOMAIN,
        "description": body.get("description") or "",
        "enabled": int(body.get("enabled", True)),
        "tags": json.dumps(sorted(set(body.get("tags") or []))),
    }
    return v3_directory.insert(call, "project", row)


def update(call: Call) -> Answer:
    """Change a project. Raises Conflict, Forbidden, NotFound."""
    call.caller.require_admin()
    body = call.body["project"]
    changes = v3_directory.pick_columns(body, CHANGEABLE)
    if "description" in changes:
        changes["description"] = changes["description"] or ""
    directory.by_id(call.database, "project", call.path["id"])
    return v3_directory.update(call, "project", changes)


def delete(call: Call) -> Answer:
    """Delete a project, its role assignments and its tokens. Raises Forbidden, NotFound."""
    call.caller.require_admin()
    project = directory.by_id(call.database, "project", call.path["id"])
    remove(call, project["id"])
    return Answer(204)


def remove(call: Call, project_id: str) -> None:
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
    Operation("POST", "/v3/projects", create, schema=v3_schemas.CREATE_PROJECT),
    Operation("PATCH", "/v3/projects/{id}", update, schema=v3_schemas.UPDATE_PROJECT),
    Operation("DELETE", "/v3/projects/{id}", delete),
)
