"""v3: credentials of users, as blobs of any type."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import v3_schemas, v3_views
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

CHANGEABLE = ("type", "blob", "project_id", "user_id")


def index(call: Call) -> Answer:
    """List the caller's credentials, or everybody's to admins, filtered by user_id and type."""
    caller = call.caller
    user_id = call.query_value("user_id")
    kind = call.query_value("type")
    rows = call.database.rows(
        "SELECT * FROM credentials WHERE (? OR user_id = ?)"
        " AND (? = '' OR user_id = ?) AND (? = '' OR type = ?) ORDER BY id",
        caller.is_admin,
        caller.user_id,
        user_id,
        user_id,
        kind,
        kind,
    )
    return v3_views.collection(call, "credentials", [_view(call, row) for row in rows])


def show(call: Call) -> Answer:
    """Show a credential. Raises NotFound, Forbidden."""
    return Answer(body={"credential": _view(call, _find(call))})


def create(call: Call) -> Answer:
    """Create a credential. Raises BadRequest, Forbidden."""
    body = call.body["credential"]
    user_id = body.get("user_id") or call.caller.user_id
    call.caller.require_self_or_admin(user_id)
    if body["type"] == "ec2" and not body.get("project_id"):
        raise BadRequest(
            "Invalid input for field/attribute credential. 'project_id' is a required property"
        )
    row = {
        "id": chance.new_hex_id("credential"),
        "user_id": user_id,
        "project_id": body.get("project_id"),
        "type": body["type"],
        "blob": body["blob"],
    }
    call.database.insert("credentials", row)
    return Answer(201, {"credential": _view(call, row)})


def update(call: Call) -> Answer:
    """Change a credential. Raises NotFound, Forbidden."""
    row = _find(call)
    body = call.body["credential"]
    changes = {name: body[name] for name in CHANGEABLE if name in body}
    call.caller.require_self_or_admin(str(changes.get("user_id", row["user_id"])))
    if changes:
        call.database.update("credentials", changes, id=row["id"])
    return Answer(body={"credential": _view(call, {**row, **changes})})


def delete(call: Call) -> Answer:
    """Delete a credential. Raises NotFound, Forbidden."""
    row = _find(call)
    call.database.delete("credentials", id=row["id"])
    return Answer(204)


def _find(call: Call) -> Row:
    identifier = call.path["id"]
    row = call.database.row("SELECT * FROM credentials WHERE id = ?", identifier)
    if row is None:
        raise NotFound(f"Could not find credential: {identifier}.")
    call.caller.require_self_or_admin(row["user_id"])
    return row


def _view(call: Call, row: Row) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("id", "user_id", "project_id", "type", "blob")},
        "links": {"self": f"{call.root}/identity/v3/credentials/{row['id']}"},
    }


OPERATIONS = (
    Operation("GET", "/v3/credentials", index),
    Operation("POST", "/v3/credentials", create, schema=v3_schemas.CREATE_CREDENTIAL),
    Operation("GET", "/v3/credentials/{id}", show),
    Operation("PATCH", "/v3/credentials/{id}", update, schema=v3_schemas.UPDATE_CREDENTIAL),
    Operation("DELETE", "/v3/credentials/{id}", delete),
)
