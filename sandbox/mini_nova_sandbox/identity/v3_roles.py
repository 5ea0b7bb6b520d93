"""v3: create, change and delete roles (for admins). A new cloud's own roles stay as they are."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, v3_directory, v3_schemas
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

CHANGEABLE = ("name", "description")


def create(call: Call) -> Answer:
    """Create a role. Raises Conflict, Forbidden."""
    call.caller.require_admin()
    body = call.body["role"]
    row = {
        "id": chance.new_hex_id("role"),
        "name": body["name"],
        "description": body.get("description"),
    }
    return v3_directory.insert(call, "role", row)


def update(call: Call) -> Answer:
    """Change a role. Raises Conflict, Forbidden, NotFound."""
    _changeable_role(call, "update")
    changes = v3_directory.pick_columns(call.body["role"], CHANGEABLE)
    return v3_directory.update(call, "role", changes)


def delete(call: Call) -> Answer:
    """Delete a role; the database deletes its assignments with it. Raises Forbidden, NotFound."""
    role = _changeable_role(call, "delete")
    call.database.delete("roles", id=role["id"])
    return Answer(204)


def _changeable_role(call: Call, action: str) -> Row:
    call.caller.require_admin()
    role = directory.by_id(call.database, "role", call.path["id"])
    if role["immutable"]:
        raise Forbidden(
            f"Unable to {action} immutable role resource: `{role['id']}. "
            'Set resource option "immutable" to false first.'
        )
    return role


OPERATIONS = (
    Operation("POST", "/v3/roles", create, schema=v3_schemas.CREATE_ROLE),
    Operation("PATCH", "/v3/roles/{id}", update, schema=v3_schemas.UPDATE_ROLE),
    Operation("DELETE", "/v3/roles/{id}", delete),
)
