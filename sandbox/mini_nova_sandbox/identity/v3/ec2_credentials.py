"""Access keys of users for a project, as EC2 has them (OS-EC2). They are credentials, too."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.v3 import credentials, views
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

SCHEMA = {"type": "object", "properties": {"tenant_id": {"type": "string", "maxLength": 64}}}


def index(call: Call) -> Answer:
    """List a user's keys. Raises Forbidden."""
    _require_owner(call, "ec2_list_credentials")
    rows = call.database.rows(
        "SELECT * FROM credentials WHERE user_id = ? AND type = 'ec2' ORDER BY id",
        call.path["user_id"],
    )
    return views.collection(call, "credentials", [_view(call, row) for row in rows])


def show(call: Call) -> Answer:
    """Show a key. Raises Forbidden, NotFound."""
    _require_owner(call, "ec2_get_credential")
    return Answer(body={"credential": _view(call, _find(call))})


def create(call: Call) -> Answer:
    """Create a key for a project. Raises Forbidden, NotFound."""
    _require_owner(call, "ec2_create_credential")
    project_id = str(call.body.get("tenant_id"))
    user = directory.by_id(call.database, "user", call.path["user_id"])
    project = directory.by_id(call.database, "project", project_id)
    access = chance.new_hex_id("ec2")
    blob = {"access": access, "secret": chance.new_hex_id("ec2"), "trust_id": None}
    row = {
        "id": credentials.ec2_id(access),
        "user_id": user["id"],
        "project_id": project["id"],
        "type": "ec2",
        "blob": json.dumps(blob),
    }
    call.database.insert("credentials", row)
    return Answer(201, {"credential": _view(call, row)})


def delete(call: Call) -> Answer:
    """Delete a key. Raises Forbidden, NotFound."""
    _require_owner(call, "ec2_delete_credential")
    row = _find(call)
    call.database.delete("credentials", id=row["id"])
    return Answer(204)


def _require_owner(call: Call, action: str) -> None:
    is_own = call.path["user_id"] == call.caller.user_id
    if call.method in ("GET", "HEAD"):
        policy.require_reader(call, action, allowed=is_own)
    else:
        policy.require(call, action, allowed=is_own and "member" in call.caller.roles)


def _find(call: Call) -> Row:
    identifier = credentials.ec2_id(call.path["access"])
    sql = "SELECT * FROM credentials WHERE id = ? AND user_id = ?"
    row = call.database.row(sql, identifier, call.path["user_id"])
    if row is None:
        raise NotFound(f"Could not find credential: {identifier}.")
    return row


def _view(call: Call, row: Row) -> dict[str, Any]:
    blob = json.loads(row["blob"])
    path = f"users/{row['user_id']}/credentials/OS-EC2/{blob['access']}"
    return {
        "user_id": row["user_id"],
        "tenant_id": row["project_id"],
        "access": blob["access"],
        "secret": blob.get("secret"),
        "trust_id": blob.get("trust_id"),
        "links": {"self": f"{call.root}/identity/v3/{path}"},
    }


_BASE = "/v3/users/{user_id}/credentials/OS-EC2"
OPERATIONS = (
    Operation("GET", _BASE, index),
    Operation("POST", _BASE, create, schema=SCHEMA),
    Operation("GET", f"{_BASE}/{{access}}", show),
    Operation("DELETE", f"{_BASE}/{{access}}", delete),
)
