"""Create a trust, or pass one on: check that the trustor has what it gives away."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.identity import assignments, directory, policy, trusts
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Row

_ID = {"type": "string", "maxLength": 64}
SCHEMA = {
    "type": "object",
    "properties": {
        "trust": {
            "type": "object",
            "properties": {
                "trustor_user_id": _ID,
                "trustee_user_id": _ID,
                "impersonation": {"type": "boolean"},
                "project_id": {"type": ["string", "null"], "maxLength": 64},
                "remaining_uses": {"type": ["integer", "null"], "minimum": 1},
                "expires_at": {"type": ["string", "null"], "maxLength": 64},
                "allow_redelegation": {"type": ["boolean", "null"]},
                "redelegation_count": {"type": ["integer", "null"], "minimum": 0},
                "roles": {
                    "type": "array",
                    "maxItems": 50,
                    "items": {
                        "type": "object",
                        "properties": {"id": _ID, "name": {"type": "string", "maxLength": 255}},
                        "anyOf": [{"required": ["id"]}, {"required": ["name"]}],
                    },
                },
            },
            "required": ["trustor_user_id", "trustee_user_id", "impersonation"],
        }
    },
    "required": ["trust"],
}
FORBIDDEN = "You are not authorized to perform the requested action."
Body = dict[str, Any]


def create(call: Call) -> Row:
    """Store the trust of a body and return its row. Raises BadRequest, Forbidden, NotFound."""
    body = call.body["trust"]
    caller = call.caller
    if caller.user_id != body["trustor_user_id"]:
        raise policy.refusal("create_trust")
    if _is_of_credential(call):
        raise Forbidden(f"{FORBIDDEN[:-1]}: Delegated tokens cannot manage trusts.")
    if body.get("project_id") and not body.get("roles"):
        raise Forbidden(f"{FORBIDDEN[:-1]}: At least one role should be specified.")
    directory.by_id(call.database, "user", body["trustee_user_id"])
    parent = _parent(call)
    row = {
        "id": chance.new_hex_id("trust"),
        "trustor_user_id": body["trustor_user_id"],
        "trustee_user_id": body["trustee_user_id"],
        "project_id": body.get("project_id"),
        "impersonation": int(body["impersonation"]),
        "role_ids": json.dumps(_role_ids(call, body, parent)),
        "expires_at": _expiry(body.get("expires_at")),
        "remaining_uses": body.get("remaining_uses"),
        "redelegated_trust_id": parent["id"] if parent else None,
        "redelegation_count": _redelegation_count(body, parent),
    }
    if parent is not None:
        _check_redelegation(row, parent)
    call.database.insert("trusts", row)
    return row


def _is_of_credential(call: Call) -> bool:
    """Whether the caller's token is of an application credential."""
    sql = "SELECT application_credential_id FROM tokens WHERE token_hash = ?"
    return call.database.value(sql, call.caller.token_hash) is not None


def _parent(call: Call) -> Row | None:
    """Return the trust of the caller's token, which the new trust passes on."""
    if not call.caller.trust_id:
        return None
    return trusts.find_for_token(call.database, call.caller.trust_id)


def _role_ids(call: Call, body: Body, parent: Row | None) -> list[str]:
    """Return the ids of a body's roles. Raises NotFound unless the first trustor has them all."""
    database = call.database
    role_ids = [_role_id(call, reference) for reference in body.get("roles", [])]
    if not body.get("project_id"):
        return role_ids
    project = directory.by_id(database, "project", body["project_id"])
    origin = trusts.chain(database, parent)[-1] if parent else body
    trustor_roles = assignments.roles_on(
        database, origin["trustor_user_id"], "project", project["id"]
    )
    trustor_ids = [role["id"] for role in trustor_roles]
    for role_id in role_ids:
        if role_id not in trustor_ids:
            raise NotFound(f"Could not find role: {role_id}.")
    return role_ids


def _role_id(call: Call, reference: dict[str, str]) -> str:
    if "id" in reference:
        return reference["id"]
    sql = "SELECT id FROM roles WHERE name = ? AND domain_id IS NULL"
    role_id = call.database.value(sql, reference["name"])
    if role_id is None:
        raise NotFound(f"Role {reference['name']} is not defined")
    return str(role_id)


def _expiry(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        moment = clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"Timestamp not in expected format.{policy.MALFORMED}") from error
    if moment <= clock.now():
        raise BadRequest(f"The 'expires_at' must not be before now.{policy.MALFORMED}")
    return moment


def _redelegation_count(body: Body, parent: Row | None) -> int:
    """Return how many times a new trust may be passed on. Raises BadRequest, Forbidden."""
    count = body.get("redelegation_count")
    if not body.get("allow_redelegation") or count == 0:
        return 0
    if count is not None and count > trusts.MAX_REDELEGATION_COUNT:
        raise Forbidden(FORBIDDEN)
    if body.get("remaining_uses") is not None:
        raise BadRequest("remaining_uses must not be set if redelegation is allowed")
    if parent is None:
        return trusts.MAX_REDELEGATION_COUNT if count is None else int(count)
    remaining_count = int(parent["redelegation_count"]) - 1
    if count not in (None, remaining_count):
        raise Forbidden(FORBIDDEN)
    return remaining_count


def _check_redelegation(row: Row, parent: Row) -> None:
    """Raise Forbidden if a trust gives more than the one that it passes on.

    Without an end of its own, it ends with that one.
    """
    if row["expires_at"] is None:
        row["expires_at"] = parent["expires_at"]
    parent_end = parent["expires_at"]
    is_longer = parent_end is not None and row["expires_at"] > parent_end
    parent_roles = set(json.loads(parent["role_ids"]))
    has_more_roles = not set(json.loads(row["role_ids"])) <= parent_roles
    impersonates_more = row["impersonation"] and not parent["impersonation"]
    is_too_deep = not 0 < parent["redelegation_count"] <= trusts.MAX_REDELEGATION_COUNT
    has_uses = row["remaining_uses"] is not None
    if is_longer or has_more_roles or impersonates_more or is_too_deep or has_uses:
        raise Forbidden(FORBIDDEN)
