"""A user's application credentials. A secret is answered only once, on creation."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import (
    access_rules,
    assignments,
    directory,
    passwords,
    policy,
    tokens,
)
from mini_nova_sandbox.identity.v3 import views
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Row

_RULE = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[a-zA-Z0-9-]+$", "maxLength": 64},
        "service": {"type": "string", "minLength": 1, "maxLength": 64},
        "path": {"type": "string", "pattern": "^/", "maxLength": 225},
        "method": {"type": "string", "enum": ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]},
    },
    "anyOf": [{"required": ["id"]}, {"required": ["service", "path", "method"]}],
}
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
                "access_rules": {"type": ["array", "null"], "maxItems": 50, "items": _RULE},
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
    """List a user's credentials, or the one with the query's name."""
    user_id = call.path["user_id"]
    _require_owner(call, "list_application_credentials")
    name = call.query_value("name")
    rows = call.database.rows(
        "SELECT * FROM application_credentials WHERE user_id = ? AND (? = '' OR name = ?)"
        " ORDER BY name",
        user_id,
        name,
        name,
    )
    items = [_view(call, row) for row in rows]
    return views.collection(call, "application_credentials", items)


def show(call: Call) -> Answer:
    """Show a credential. Raises NotFound."""
    row = _find(call, "get_application_credential")
    view = _view(call, row)
    return Answer(body={"application_credential": view})


async def create(call: Call) -> Answer:
    """Create a credential for the token's project, with all of the token's roles or some.

    Raises BadRequest, Conflict, Forbidden.
    """
    caller = call.caller
    if call.path["user_id"] != caller.user_id:
        raise policy.refusal("create_application_credential")
    if not caller.project_id:
        raise Forbidden("An application credential is made with a token of a project.")
    _refuse_restricted_token(call)
    body = call.body["application_credential"]
    row = {
        "id": chance.new_hex_id("application credential"),
        "name": body["name"],
        "description": body.get("description"),
        "user_id": caller.user_id,
        "project_id": caller.project_id,
        "role_ids": json.dumps(_role_ids(call, body.get("roles"))),
        "unrestricted": int(body.get("unrestricted") or False),
        "expires_at": _parse_expiry(body.get("expires_at")),
        "access_rule_ids": None,
    }
    secret = body.get("secret") or chance.new_token("secret", 48)
    row["secret_hash"] = await passwords.hash_in_thread(secret)
    with call.database.transaction():
        if body.get("access_rules") is not None:
            rule_ids = access_rules.ids(call, caller.user_id, body["access_rules"])
            row["access_rule_ids"] = json.dumps(rule_ids)
        try:
            call.database.insert("application_credentials", row)
        except sqlite3.IntegrityError as error:
            raise Conflict(
                "Conflict occurred attempting to store application_credential"
                f" - Duplicate entry found with name {body['name']}."
            ) from error
        view = {**_view(call, row), "secret": secret}
    return Answer(201, {"application_credential": view})


def delete(call: Call) -> Answer:
    """Delete a credential and revoke its tokens. Raises Forbidden, NotFound."""
    _refuse_restricted_token(call)
    row = _find(call, "delete_application_credential")
    tokens.revoke(call.database, application_credential_id=row["id"])
    call.database.delete("application_credentials", id=row["id"])
    return Answer(204)


def _refuse_restricted_token(call: Call) -> None:
    """Keep tokens of trusts and of restricted credentials from managing credentials.

    Raises Forbidden.
    """
    if call.caller.trust_id:
        raise Forbidden("Cannot manage application credentials with a token issued via delegation.")
    credential = call.database.row(
        "SELECT application_credentials.unrestricted FROM tokens JOIN application_credentials"
        " ON application_credentials.id = application_credential_id WHERE token_hash = ?",
        call.caller.token_hash,
    )
    if credential is not None and not credential["unrestricted"]:
        raise Forbidden(
            "A restricted application credential cannot manage application credentials."
        )


def _role_ids(call: Call, references: list[dict[str, str]] | None) -> list[str]:
    """Return the ids of the token's roles that a body refers to (or of all), and what they imply.

    Raises BadRequest, NotFound.
    """
    caller = call.caller
    row = call.database.row("SELECT * FROM tokens WHERE token_hash = ?", caller.token_hash)
    roles = tokens.roles(call.database, row) if row else []
    token_ids = [role["id"] for role in roles]
    if not references:
        return token_ids
    ids = []
    for reference in references:
        matches = [role["id"] for role in _all_roles(call) if _refers_to(reference, role)]
        if not matches:
            raise NotFound(f"Role {reference.get('name', reference.get('id'))} is not defined")
        ids += matches
    effective_ids = assignments.with_implied(call.database, ids)
    if not effective_ids <= set(token_ids):
        raise BadRequest(
            "Invalid application credential: Cannot create an application credential with"
            " unassigned role"
        )
    return [role_id for role_id in token_ids if role_id in effective_ids]


def _all_roles(call: Call) -> list[Row]:
    return call.database.rows("SELECT id, name FROM roles WHERE domain_id IS NULL")


def _refers_to(reference: dict[str, str], role: dict[str, str]) -> bool:
    """Whether a reference's id and name, if it has them, are the role's."""
    has_id = reference.get("id", role["id"]) == role["id"]
    has_name = reference.get("name", role["name"]) == role["name"]
    return has_id and has_name


def _parse_expiry(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        moment = clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest("Invalid expires_at: it is not an ISO 8601 moment.") from error
    if moment <= clock.now():
        raise BadRequest("Invalid expires_at: it has passed.")
    return moment


def _require_owner(call: Call, action: str) -> None:
    """Raise Forbidden unless the path's user is the caller, or the caller may see (or do) it all."""
    is_own = call.path["user_id"] == call.caller.user_id
    if call.method in ("GET", "HEAD"):
        policy.require_reader(call, action, allowed=is_own)
    else:
        policy.require(call, action, allowed=is_own)


def _find(call: Call, action: str) -> Row:
    """Return the credential of the path. Raises Forbidden, NotFound."""
    user_id = call.path["user_id"]
    credential_id = call.path["id"]
    _require_owner(call, action)
    row = call.database.row(
        "SELECT * FROM application_credentials WHERE id = ? AND user_id = ?",
        credential_id,
        user_id,
    )
    if row is None:
        raise NotFound(f"Could not find Application Credential: {credential_id}.")
    return row


def _view(call: Call, row: Row) -> dict[str, Any]:
    expires_at = None
    if row["expires_at"]:
        stamp = clock.fine_stamp(row["expires_at"])
        expires_at = stamp.removesuffix("Z")
    credential_id = row["id"]
    role_ids = json.loads(row["role_ids"])
    href = f"{call.root}/identity/v3/application_credentials/{credential_id}"
    view = {
        "id": credential_id,
        "name": row["name"],
        "description": row["description"],
        "user_id": row["user_id"],
        "project_id": row["project_id"],
        "system": None,
        "expires_at": expires_at,
        "unrestricted": bool(row["unrestricted"]),
        "roles": [_role(call, role_id) for role_id in role_ids],
        "links": {"self": href},
    }
    if row["access_rule_ids"] is not None:
        view["access_rules"] = access_rules.views(call, json.loads(row["access_rule_ids"]))
    return view


def _role(call: Call, role_id: str) -> dict[str, Any]:
    """Return a role as a credential shows it: without links."""
    role = directory.by_id(call.database, "role", role_id)
    view = views.entry(call, "role", role)
    del view["links"]
    return view


_BASE = "/v3/users/{user_id}/application_credentials"
OPERATIONS = (
    Operation("GET", _BASE, index),
    Operation("POST", _BASE, create, schema=SCHEMA),
    Operation("GET", f"{_BASE}/{{id}}", show),
    Operation("DELETE", f"{_BASE}/{{id}}", delete),
)
