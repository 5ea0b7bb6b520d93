"""Security groups as Nova proxied them before 2.36, read-only here."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import security_groups
from mini_nova_sandbox.state.database import Database, Row

LAST = before(NO_PROXIES)
ANYWHERE = {"IPv4": "0.0.0.0/0", "IPv6": "::/0"}


def index(call: Call) -> Answer:
    """List the project's security groups."""
    database = call.database
    security_groups.default_group(database, call.caller.project_id)
    rows = database.rows(
        "SELECT * FROM security_groups WHERE project_id = ? ORDER BY name, id",
        call.caller.project_id,
    )
    views = [view(database, row) for row in rows]
    return Answer(body={"security_groups": views})


def show(call: Call) -> Answer:
    """Show one security group by its id."""
    group_id = call.path["group_id"]
    database = call.database
    row = database.row(
        "SELECT * FROM security_groups WHERE id = ? AND (? OR project_id = ?)",
        group_id,
        call.caller.is_admin,
        call.caller.project_id,
    )
    if row is None:
        raise NotFound(f"Security group {group_id} not found.")
    return Answer(body={"security_group": view(database, row)})


def view(database: Database, group: Row) -> dict[str, Any]:
    """Return a group with its ingress rules, in Nova's shape."""
    rules = database.rows(
        "SELECT * FROM security_group_rules"
        " WHERE security_group_id = ? AND direction = 'ingress' ORDER BY created_at, id",
        group["id"],
    )
    return {
        "id": group["id"],
        "name": group["name"],
        "description": group["description"],
        "tenant_id": group["project_id"],
        "rules": [_rule_view(database, rule) for rule in rules],
    }


def _rule_view(database: Database, rule: Row) -> dict[str, Any]:
    remote_group = database.row(
        "SELECT name, project_id FROM security_groups WHERE id = ?", rule["remote_group_id"]
    )
    group = {}
    ip_range = {}
    if remote_group:
        group = {"name": remote_group["name"], "tenant_id": remote_group["project_id"]}
    else:
        anywhere = ANYWHERE[rule["ethertype"]]
        ip_range = {"cidr": rule["remote_ip_prefix"] or anywhere}
    return {
        "id": rule["id"],
        "parent_group_id": rule["security_group_id"],
        "ip_protocol": rule["protocol"],
        "from_port": rule["port_range_min"],
        "to_port": rule["port_range_max"],
        "group": group,
        "ip_range": ip_range,
    }


OPERATIONS = (
    Operation("GET", "/os-security-groups", index, until=LAST),
    Operation("GET", "/os-security-groups/{group_id}", show, until=LAST),
)
