"""Credentials of users, as blobs of any type."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, policy
from mini_nova_sandbox.identity.v3 import schemas, views
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
        caller.is_admin or policy.is_system_reader(call),
        caller.user_id,
        user_id,
        user_id,
        kind,
        kind,
    )
    return views.collection(call, "credentials", [_view(call, row) for row in rows])


def show(call: Call) -> Answer:
    """Show a credential. Raises NotFound, Forbidden."""
    return Answer(body={"credential": _view(call, _find(call, "get_credential"))})


def create(call: Call) -> Answer:
    """Create a credential. Raises BadRequest, Conflict, Forbidden, NotFound."""
    body = call.body["credential"]
    user_id = body.get("user_id") or call.caller.user_id
    _require_owner(call, "create_credential", user_id)
    if body["type"] == "ec2" and not body.get("project_id"):
        raise BadRequest(
            "Invalid input for field/attribute credential. 'project_id' is a required property"
        )
    directory.by_id(call.database, "user", user_id)
    row = {
        "id": _new_id(body),
        "user_id": user_id,
        "project_id": body.get("project_id"),
        "type": body["type"],
        "blob": body["blob"],
    }
    try:
        call.database.insert("credentials", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            "Conflict occurred attempting to store credential - Duplicate entry found with ID"
            f" {row['id']}."
        ) from error
    return Answer(201, {"credential": _view(call, row)})


def _new_id(body: dict[str, Any]) -> str:
    """Return the id of a new credential; EC2's comes from the access key. Raises BadRequest."""
    if body["type"] != "ec2":
        return chance.new_hex_id("credential")
    return ec2_id(_access_key(body["blob"]))


def _access_key(blob: str) -> str:
    """Return the access key in the blob of an EC2 credential. Raises BadRequest."""
    try:
        return str(json.loads(blob)["access"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest("Invalid blob in credential") from error


def ec2_id(access: str) -> str:
    """Return the id of the credential with an access key."""
    return hashlib.sha256(access.encode("utf-8")).hexdigest()


def update(call: Call) -> Answer:
    """Change a credential. Raises BadRequest, NotFound, Forbidden."""
    row = _find(call, "update_credential")
    body = call.body["credential"]
    changes = {name: body[name] for name in CHANGEABLE if name in body}
    _require_owner(call, "update_credential", str(changes.get("user_id", row["user_id"])))
    directory.by_id(call.database, "user", str(changes.get("user_id", row["user_id"])))
    credential = {**row, **changes}
    if credential["type"] == "ec2":
        _access_key(credential["blob"])
    if changes:
        call.database.update("credentials", changes, id=row["id"])
    return Answer(body={"credential": _view(call, credential)})


def delete(call: Call) -> Answer:
    """Delete a credential. Raises NotFound, Forbidden."""
    row = _find(call, "delete_credential")
    call.database.delete("credentials", id=row["id"])
    return Answer(204)


def _find(call: Call, action: str) -> Row:
    """Return the row of the path's id. Raises NotFound, Forbidden.

    Only an admin learns that there is no such credential.
    """
    identifier = call.path["id"]
    row = call.database.row("SELECT * FROM credentials WHERE id = ?", identifier)
    is_reader = action == "get_credential" and policy.is_system_reader(call)
    if not is_reader:
        _require_owner(call, action, row["user_id"] if row else "")
    if row is None:
        raise NotFound(f"Could not find credential: {identifier}.")
    return row


def _require_owner(call: Call, action: str, user_id: str) -> None:
    policy.require(call, action, allowed=user_id == call.caller.user_id)


def _view(call: Call, row: Row) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("id", "user_id", "project_id", "type", "blob")},
        "links": {"self": f"{call.root}/identity/v3/credentials/{row['id']}"},
    }


OPERATIONS = (
    Operation("GET", "/v3/credentials", index),
    Operation("POST", "/v3/credentials", create, schema=schemas.CREATE_CREDENTIAL),
    Operation("GET", "/v3/credentials/{id}", show),
    Operation("PATCH", "/v3/credentials/{id}", update, schema=schemas.UPDATE_CREDENTIAL),
    Operation("DELETE", "/v3/credentials/{id}", delete),
)
