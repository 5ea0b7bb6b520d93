"""Create, change and delete roles (for admins). Immutable ones stay as they are."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.v3 import entries, schemas
from mini_nova_sandbox.state import chance

CHANGEABLE = ("name", "description")


def create(call: Call) -> Answer:
    """Create a role. Raises Conflict, Forbidden."""
    policy.require_admin(call, "create_role")
    body = call.body["role"]
    row = {
        "id": chance.new_hex_id("role"),
        "name": body["name"],
        "domain_id": body.get("domain_id"),
        "description": body.get("description"),
    }
    return entries.insert(call, "role", row, body)


def update(call: Call) -> Answer:
    """Change a role. Raises Conflict, Forbidden, NotFound."""
    policy.require_admin(call, "update_role")
    body = call.body["role"]
    changes = entries.pick_columns(body, CHANGEABLE)
    return entries.update(call, "role", changes, body)


def delete(call: Call) -> Answer:
    """Delete a role; the database deletes its assignments with it. Raises Forbidden, NotFound."""
    policy.require_admin(call, "delete_role")
    role = directory.by_id(call.database, "role", call.path["id"])
    entries.check_mutable("role", role, "delete")
    call.database.delete("roles", id=role["id"])
    return Answer(204)


OPERATIONS = (
    Operation("POST", "/v3/roles", create, schema=schemas.CREATE_ROLE),
    Operation("PATCH", "/v3/roles/{id}", update, schema=schemas.UPDATE_ROLE),
    Operation("DELETE", "/v3/roles/{id}", delete),
)
