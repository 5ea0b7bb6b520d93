"""v3: application credentials of a user: made, listed, shown, deleted. The secret is told once, when one is made."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import uuid
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, passwords, tokens
from mini_nova_sandbox.identity.v3_auth import listed
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

SCHEMA = {
    "type": "object",
    "properties": {
        "application_credential": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 255},
                "description": {"type": ["string", "null"], "maxLength": 65535},
                "secret": {"type": ["string", "null"], "maxLength": 4096},
                "expires_at": {"type": ["string", "null"], "maxLength": 64},
                "unrestricted": {"type": ["boolean", "null"]},
                "roles": {
                    "type": "array",
                    "maxItems": 50,
                    "items": {
                        "type": "object",
                        "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                        "minProperties": 1,
                    },
                },
            },
            "required": ["name"],
        }
    },
    "required": ["application_credential"],
}


def index(call: Call) -> Answer:
    """All of a user's, or the one of a name."""
    _own(call)
    rows = call.cloud.database.rows(
        "SELECT * FROM application_credentials WHERE user_id = ? AND (? = '' OR name = ?) ORDER BY name",
        call.path["user_id"],
        call.query_value("name"),
        call.query_value("name"),
    )
    return listed(call, "application_credentials", [_view(call, row) for row in rows])


def show(call: Call) -> Answer:
    """One of them."""
    return Answer(body={"application_credential": _view(call, _found(call))})


async def create(call: Call) -> Answer:
    """Makes one for the project of the token, with the token's roles or some of them."""
    if call.path["user_id"] != call.caller.user_id or not call.caller.project_id:
        raise Forbidden("An application credential is made by its user, with a token of a project.")
    _refuse_restricted(call)
    given = call.body["application_credential"]
    row = {
        "id": uuid.uuid4().hex,
        "name": given["name"],
        "description": given.get("description"),
        "user_id": call.caller.user_id,
        "project_id": call.caller.project_id,
        "role_ids": json.dumps(_roles(call, given)),
        "unrestricted": int(given.get("unrestricted") or False),
        "expires_at": _expiry(given.get("expires_at")),
    }
    secret = given.get("secret") or secrets.token_urlsafe(48)
    row["secret_hash"] = await asyncio.to_thread(passwords.hashed, secret)
    with call.cloud.database.transaction():
        try:
            call.cloud.database.insert("application_credentials", row)
        except sqlite3.IntegrityError as error:
            raise Conflict(f"Duplicate entry found with name {given['name']}.") from error
        shown = {**_view(call, row), "secret": secret}
    return Answer(201, {"application_credential": shown})


def delete(call: Call) -> Answer:
    """Takes one away; tokens got by it end at once."""
    _refuse_restricted(call)
    row = _found(call)
    tokens.revoke(call.cloud.database, application_credential_id=row["id"])
    call.cloud.database.delete("application_credentials", id=row["id"])
    return Answer(204)


def _refuse_restricted(call: Call) -> None:
    """A token got by a restricted credential can neither make nor delete credentials."""
    credential = call.cloud.database.row(
        "SELECT application_credentials.unrestricted FROM tokens JOIN application_credentials"
        " ON application_credentials.id = application_credential_id WHERE token_hash = ?",
        call.caller.token_hash,
    )
    if credential is not None and not credential["unrestricted"]:
        raise Forbidden(
            "A restricted application credential cannot manage application credentials."
        )


def _roles(call: Call, given: dict[str, Any]) -> list[str]:
    held = tokens.roles_on(
        call.cloud.database, call.caller.user_id, "project", call.caller.project_id
    )
    held = [role for role in held if role["name"] in call.caller.roles]
    if not given.get("roles"):
        return [role["id"] for role in held]
    chosen = []
    for wanted in given["roles"]:
        found = [
            role["id"]
            for role in held
            if wanted.get("id", role["id"]) == role["id"]
            and wanted.get("name", role["name"]) == role["name"]
        ]
        if not found:
            raise BadRequest("Invalid application credential: a role that the token does not have.")
        chosen += found
    return chosen


def _expiry(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        moment = clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest("Invalid expires_at: it is not an ISO 8601 moment.") from error
    if moment <= clock.now():
        raise BadRequest("Invalid expires_at: it has passed.")
    return moment


def _own(call: Call) -> None:
    if call.path["user_id"] != call.caller.user_id:
        call.caller.require_admin()


def _found(call: Call) -> Row:
    _own(call)
    row = call.cloud.database.row(
        "SELECT * FROM application_credentials WHERE id = ? AND user_id = ?",
        call.path["id"],
        call.path["user_id"],
    )
    if row is None:
        raise NotFound(f"Could not find application credential: {call.path['id']}.")
    return row


def _view(call: Call, row: Any) -> dict[str, Any]:
    roles = [
        directory.by_id(call.cloud.database, "role", role_id)
        for role_id in json.loads(row["role_ids"])
    ]
    shown = [
        {
            name: value
            for name, value in directory.shown(role, "role", call.root).items()
            if name != "links"
        }
        for role in roles
    ]
    return {
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "user_id": row["user_id"],
        "project_id": row["project_id"],
        "system": None,
        "expires_at": clock.fine_stamp(row["expires_at"]).removesuffix("Z")
        if row["expires_at"]
        else None,
        "unrestricted": bool(row["unrestricted"]),
        "roles": shown,
        "links": {"self": f"{call.root}/identity/v3/application_credentials/{row['id']}"},
    }


_BASE = "/v3/users/{user_id}/application_credentials"
OPERATIONS = (
    Operation("GET", _BASE, index),
    Operation("POST", _BASE, create, schema=SCHEMA),
    Operation("GET", f"{_BASE}/{{id}}", show),
    Operation("DELETE", f"{_BASE}/{{id}}", delete),
)
