"""List, show and delete the access rules of a user. They are created with credentials."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import access_rules, policy
from mini_nova_sandbox.identity.v3 import filters, views
from mini_nova_sandbox.state.database import Row

FILTERS = ("service", "path", "method")


def index(call: Call) -> Answer:
    """List a user's rules. Raises Forbidden, also for an admin of no more than a project."""
    _require_owner(call, "list_access_rules")
    sql = "SELECT * FROM access_rules WHERE user_id = ? ORDER BY rowid"
    rows = call.database.rows(sql, call.path["user_id"])
    items = [_view(call, row) for row in rows]
    return views.collection(call, "access_rules", filters.matching(call, items, FILTERS))


def show(call: Call) -> Answer:
    """Show a rule. Raises Forbidden, NotFound."""
    _require_owner(call, "get_access_rule")
    row = access_rules.find(call, call.path["user_id"], call.path["id"])
    return Answer(body={"access_rule": _view(call, row)})


def delete(call: Call) -> Answer:
    """Delete a rule that no credential has. Raises Forbidden, NotFound."""
    _require_owner(call, "delete_access_rule")
    row = access_rules.find(call, call.path["user_id"], call.path["id"])
    in_use = call.database.value(
        "SELECT 1 FROM application_credentials, json_each(access_rule_ids) WHERE value = ?",
        row["id"],
    )
    if in_use:
        raise Forbidden("May not delete access rule in use")
    call.database.delete("access_rules", id=row["id"])
    return Answer(204)


def _require_owner(call: Call, action: str) -> None:
    """Raise Forbidden unless the rules are the caller's, or it is for the whole system."""
    caller = call.caller
    is_for_system = caller.scope == "system" and caller.is_admin
    may_read = action != "delete_access_rule" and policy.is_system_reader(call)
    if not (caller.user_id == call.path["user_id"] or is_for_system or may_read):
        raise policy.refusal(action)


def _view(call: Call, row: Row) -> dict[str, Any]:
    link = f"{call.root}/identity/v3/access_rules/{row['id']}"
    return {**access_rules.members(row), "links": {"self": link}}


_BASE = "/v3/users/{user_id}/access_rules"
OPERATIONS = (
    Operation("GET", _BASE, index),
    Operation("GET", f"{_BASE}/{{id}}", show),
    Operation("DELETE", f"{_BASE}/{{id}}", delete),
)
