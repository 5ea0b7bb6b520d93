"""Trusts (OS-TRUST). Their users and admins may see them; the trustor and admins delete them."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import create_trust, directory, policy, trusts
from mini_nova_sandbox.identity.v3 import views
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row

MEMBERS = ("id", "trustor_user_id", "trustee_user_id", "project_id")


def index(call: Call) -> Answer:
    """List trusts: all of them for admins, or those of a trustor or trustee. Raises Forbidden."""
    for role in ("trustor", "trustee"):
        user_id = call.query_value(f"{role}_user_id")
        if user_id:
            allowed = user_id == call.caller.user_id
            policy.require_reader(call, f"list_trusts_for_{role}", allowed=allowed)
            return _list(call, f"{role}_user_id = ?", user_id)
    policy.require_reader(call, "list_trusts")
    return _list(call, "1")


def _list(call: Call, condition: str, *values: str) -> Answer:
    sql = f"SELECT * FROM trusts WHERE {condition} ORDER BY id"  # noqa: S608 - constants
    rows = [row for row in call.database.rows(sql, *values) if _is_usable(row)]
    return views.collection(call, "trusts", [_plain_view(call, row) for row in rows])


def _is_usable(row: Row) -> bool:
    return row["remaining_uses"] != 0 and trusts.is_alive(row)


def show(call: Call) -> Answer:
    """Show a trust. Raises Forbidden, NotFound."""
    row = _find_visible(call, "get_trust")
    return Answer(body={"trust": view(call, row)})


def create(call: Call) -> Answer:
    """Create a trust. Raises BadRequest, Forbidden, NotFound."""
    row = create_trust.create(call)
    return Answer(201, {"trust": view(call, row)})


def delete(call: Call) -> Answer:
    """Delete a trust and those that it was redelegated to. Raises Forbidden, NotFound."""
    row = _find(call)
    is_own = row["trustor_user_id"] == call.caller.user_id
    policy.require(call, "delete_trust", allowed=is_own)
    call.database.delete("trusts", id=row["id"])
    return Answer(204)


def roles(call: Call) -> Answer:
    """List a trust's roles. Raises Forbidden, NotFound."""
    row = _find_visible(call, "list_roles_for_trust")
    body = {"roles": _roles(call, row), "links": _roles_links(call, row)}
    return Answer(body=body)


def role(call: Call) -> Answer:
    """Show a role of a trust. Raises Forbidden, NotFound."""
    row = _find_visible(call, "get_role_for_trust")
    role_id = call.path["role_id"]
    for view in _roles(call, row):
        if view["id"] == role_id:
            return Answer(body={"role": view})
    raise NotFound(f"Could not find role: {role_id}.")


def _find(call: Call) -> Row:
    """Return the trust of the path. Raises NotFound, also for one that is used up or expired."""
    trust_id = call.path["id"]
    row = trusts.find(call.database, trust_id)
    if row is None:
        raise NotFound(f"Could not find trust: {trust_id}.")
    return row


def _find_visible(call: Call, action: str) -> Row:
    row = _find(call)
    is_own = call.caller.user_id in (row["trustor_user_id"], row["trustee_user_id"])
    policy.require_reader(call, action, allowed=is_own)
    return row


def view(call: Call, row: Row) -> dict[str, Any]:
    """Return a trust with its roles."""
    return {
        "roles": _roles(call, row),
        **_plain_view(call, row),
        "roles_links": _roles_links(call, row),
    }


def _plain_view(call: Call, row: Row) -> dict[str, Any]:
    """Return a trust as lists have it."""
    expires_at = row["expires_at"]
    return {
        **{name: row[name] for name in MEMBERS},
        "impersonation": bool(row["impersonation"]),
        "expires_at": clock.fine_stamp(expires_at) if expires_at is not None else None,
        "remaining_uses": row["remaining_uses"],
        "deleted_at": None,
        "redelegated_trust_id": row["redelegated_trust_id"],
        "redelegation_count": row["redelegation_count"],
        "links": {"self": f"{call.root}/identity/v3/OS-TRUST/trusts/{row['id']}"},
    }


def _roles(call: Call, row: Row) -> list[dict[str, Any]]:
    role_ids = json.loads(row["role_ids"])
    rows = [directory.by_id(call.database, "role", role_id) for role_id in role_ids]
    return [views.entry(call, "role", role) for role in rows]


def _roles_links(call: Call, row: Row) -> dict[str, Any]:
    url = f"{call.root}/identity/v3/{row['id']}/roles"
    return {"self": url, "next": None, "previous": None}


_BASE = "/v3/OS-TRUST/trusts"
OPERATIONS = (
    Operation("GET", _BASE, index),
    Operation("POST", _BASE, create, schema=create_trust.SCHEMA),
    Operation("GET", f"{_BASE}/{{id}}", show),
    Operation("DELETE", f"{_BASE}/{{id}}", delete),
    Operation("GET", f"{_BASE}/{{id}}/roles", roles),
    Operation("GET", f"{_BASE}/{{id}}/roles/{{role_id}}", role),
)
