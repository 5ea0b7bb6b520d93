"""Security groups as Nova showed them before 2.36: looked at here, changed at the network service."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import security_groups
from mini_nova_sandbox.state.database import Database, Row

LAST = (2, 35)


def index(call: Call) -> Answer:
    """The project's."""
    database = call.cloud.database
    security_groups.default_group(database, call.caller.project_id)
    rows = database.rows(
        "SELECT * FROM security_groups WHERE project_id = ? ORDER BY name, id",
        call.caller.project_id,
    )
    return Answer(body={"security_groups": [view(database, row) for row in rows]})


def show(call: Call) -> Answer:
    """One of them, by id."""
    row = call.cloud.database.row(
        "SELECT * FROM security_groups WHERE id = ? AND (? OR project_id = ?)",
        call.path["group_id"],
        call.caller.is_admin,
        call.caller.project_id,
    )
    if row is None:
        raise NotFound(f"Security group {call.path['group_id']} not found.")
    return Answer(body={"security_group": view(call.cloud.database, row)})


def view(database: Database, group: Row) -> dict[str, Any]:
    """A group with its rules for what comes in, as Nova tells them."""
    rules = database.rows(
        "SELECT * FROM security_group_rules WHERE security_group_id = ? AND direction = 'ingress' ORDER BY created_at, id",
        group["id"],
    )
    return {
        "id": group["id"],
        "name": group["name"],
        "description": group["description"],
        "tenant_id": group["project_id"],
        "rules": [_rule(database, rule) for rule in rules],
    }


def _rule(database: Database, rule: Row) -> dict[str, Any]:
    other = database.row(
        "SELECT name, project_id FROM security_groups WHERE id = ?", rule["remote_group_id"]
    )
    cidr = rule["remote_ip_prefix"] or ("0.0.0.0/0" if rule["ethertype"] == "IPv4" else "::/0")
    return {
        "id": rule["id"],
        "parent_group_id": rule["security_group_id"],
        "ip_protocol": rule["protocol"],
        "from_port": rule["port_range_min"],
        "to_port": rule["port_range_max"],
        "group": {"name": other["name"], "tenant_id": other["project_id"]} if other else {},
        "ip_range": {} if other else {"cidr": cidr},
    }


OPERATIONS = (
    Operation("GET", "/os-security-groups", index, until=LAST),
    Operation("GET", "/os-security-groups/{group_id}", show, until=LAST),
)
