"""The access rules of users in the database, for their application credentials."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Row

MEMBERS = ("id", "service", "path", "method")


def find(call: Call, user_id: str, rule_id: str) -> Row:
    """Return a user's rule. Raises NotFound."""
    sql = "SELECT * FROM access_rules WHERE id = ? AND user_id = ?"
    row = call.database.row(sql, rule_id, user_id)
    if row is None:
        raise NotFound(f"Could not find Access Rule: {rule_id}.")
    return row


def ids(call: Call, user_id: str, bodies: list[dict[str, str]]) -> list[str]:
    """Return the ids of the rules of a body: by id, or the same rule, or a new one."""
    return [_id(call, user_id, body) for body in bodies]


def _id(call: Call, user_id: str, body: dict[str, str]) -> str:
    if "id" in body:
        return str(find(call, user_id, body["id"])["id"])
    members = {name: body[name] for name in ("service", "path", "method")}
    rule = {"id": chance.new_hex_id("access rule"), "user_id": user_id, **members}
    call.database.run(
        "INSERT OR IGNORE INTO access_rules (id, user_id, service, path, method)"
        " VALUES (?, ?, ?, ?, ?)",
        *rule.values(),
    )
    return str(
        call.database.value(
            "SELECT id FROM access_rules WHERE user_id = ? AND service = ? AND path = ?"
            " AND method = ?",
            user_id,
            *members.values(),
        )
    )


def views(call: Call, rule_ids: list[str]) -> list[dict[str, Any]]:
    """Return rules as credentials and tokens show them: without links."""
    rows = [
        call.database.row("SELECT * FROM access_rules WHERE id = ?", rule_id)
        for rule_id in rule_ids
    ]
    return [members(row) for row in rows if row]


def members(row: Row) -> dict[str, Any]:
    """Return the members of a rule."""
    return {name: row[name] for name in MEMBERS}
