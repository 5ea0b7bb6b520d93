"""Roles that imply other roles. ``admin`` may imply, but never be implied."""

from __future__ import annotations

import sqlite3
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import assignments, directory, policy
from mini_nova_sandbox.state.database import Row

NEVER_IMPLIED = "admin"


def rules(call: Call) -> Answer:
    """List all rules. Raises Forbidden."""
    policy.require_reader(call, "list_role_inference_rules")
    implications = assignments.implied_by(call.database)
    items = [
        {
            "prior_role": _role(call, _find(call, prior_id)),
            "implies": [_role(call, _find(call, role_id)) for role_id in implied_ids],
        }
        for prior_id, implied_ids in implications.items()
    ]
    return Answer(body={"role_inferences": items})


def index(call: Call) -> Answer:
    """List the roles that a role implies at first hand. Raises Forbidden, NotFound."""
    policy.require_reader(call, "list_implied_roles")
    prior = _find(call, call.path["prior_id"])
    implied_ids = assignments.implied_by(call.database).get(prior["id"], [])
    implied = [_role(call, _find(call, role_id)) for role_id in implied_ids]
    return _answer(call, prior, implied)


def show(call: Call) -> Answer:
    """Show that a role implies another. Raises Forbidden, NotFound."""
    policy.require_reader(call, "get_implied_role")
    prior, implied = _pair(call)
    return _answer(call, prior, _role(call, implied))


def check(call: Call) -> Answer:
    """Answer 204 if a role implies another. Raises Forbidden, NotFound."""
    policy.require_reader(call, "check_implied_role")
    _pair(call)
    return Answer(204)


def create(call: Call) -> Answer:
    """Let a role imply another. Raises Conflict, Forbidden, NotFound."""
    policy.require_admin(call, "create_implied_role")
    prior = _find(call, call.path["prior_id"])
    implied = _find(call, call.path["implied_id"])
    is_of_domain = implied["domain_id"] is not None and prior["domain_id"] is None
    if implied["name"] == NEVER_IMPLIED or is_of_domain:
        raise Forbidden(f"{implied['id']} cannot be an implied roles.")
    rule = {"prior_role_id": prior["id"], "implied_role_id": implied["id"]}
    try:
        call.database.insert("implied_roles", rule)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            "Conflict occurred attempting to store implied_role - Duplicate entry."
        ) from error
    return _answer(call, prior, _role(call, implied), 201)


def delete(call: Call) -> Answer:
    """Let a role imply another no more. Raises Forbidden, NotFound."""
    policy.require_admin(call, "delete_implied_role")
    prior, implied = _pair(call)
    call.database.delete("implied_roles", prior_role_id=prior["id"], implied_role_id=implied["id"])
    return Answer(204)


def _find(call: Call, role_id: str) -> Row:
    return directory.by_id(call.database, "role", role_id)


def _pair(call: Call) -> tuple[Row, Row]:
    """Return the roles of the path, the first of which implies the second. Raises NotFound."""
    prior_id, implied_id = call.path["prior_id"], call.path["implied_id"]
    if implied_id not in assignments.implied_by(call.database).get(prior_id, []):
        raise NotFound(f"{prior_id} does not imply {implied_id}.")
    return _find(call, prior_id), _find(call, implied_id)


def _role(call: Call, row: Row) -> dict[str, Any]:
    link = f"{call.root}/identity/v3/roles/{row['id']}"
    return {"id": row["id"], "links": {"self": link}, "name": row["name"]}


def _answer(call: Call, prior: Row, implied: Any, status: int = 200) -> Answer:
    inference = {"prior_role": _role(call, prior), "implies": implied}
    links = {"self": f"{call.root}{call.url_path}"}
    return Answer(status, {"role_inference": inference, "links": links})


_COLLECTION = "/v3/roles/{prior_id}/implies"
_ITEM = f"{_COLLECTION}/{{implied_id}}"
OPERATIONS = (
    Operation("GET", "/v3/role_inferences", rules),
    Operation("GET", _COLLECTION, index),
    Operation("HEAD", _ITEM, check),
    Operation("GET", _ITEM, show),
    Operation("PUT", _ITEM, create),
    Operation("DELETE", _ITEM, delete),
)
