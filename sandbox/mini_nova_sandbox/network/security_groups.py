"""Rows of security groups and their rules; a project's default group is made when it is first needed."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

ETHERTYPES = ("IPv4", "IPv6")


def default(database: Database, project_id: str) -> Row:
    """The project's group ``default``, made if it is not there: out to everywhere, in from the group itself."""
    row = database.row(
        "SELECT * FROM security_groups WHERE project_id = ? AND name = 'default' ORDER BY created_at",
        project_id,
    )
    if row is not None:
        return row
    with database.transaction():
        made = create(
            database, project_id, {"name": "default", "description": "Default security group"}
        )
        for ethertype in ETHERTYPES:
            rule = {"direction": "ingress", "ethertype": ethertype, "remote_group_id": made["id"]}
            add_rule(database, made, rule)
    return made


def create(database: Database, project_id: str, given: Mapping[str, Any]) -> Row:
    """A new group, which lets everything out."""
    now = clock.now()
    group_id = str(uuid.uuid4())
    database.insert(
        "security_groups",
        {
            "id": group_id,
            "name": given.get("name") or "",
            "project_id": project_id,
            "description": given.get("description") or "",
            "stateful": int(given.get("stateful", True)),
            "created_at": now,
            "updated_at": now,
            "revision": 1,
        },
    )
    made = database.row("SELECT * FROM security_groups WHERE id = ?", group_id)
    assert made is not None, "it was inserted just now"  # noqa: S101 - an invariant
    for ethertype in ETHERTYPES:
        add_rule(database, made, {"direction": "egress", "ethertype": ethertype})
    return made


def find(database: Database, project_id: str, name_or_id: str) -> Row | None:
    """A group of the project, by id or name; ``default`` is always there."""
    if name_or_id == "default":
        return default(database, project_id)
    return database.row(
        "SELECT * FROM security_groups WHERE project_id = ? AND (id = ? OR name = ?) ORDER BY id = ? DESC, created_at",
        project_id,
        name_or_id,
        name_or_id,
        name_or_id,
    )


def add_rule(database: Database, group: Row, given: Mapping[str, Any]) -> Row:
    """A new rule. Raises Conflict for one that is there already."""
    now = clock.now()
    facts = {
        "security_group_id": group["id"],
        "direction": given["direction"],
        "ethertype": given.get("ethertype") or "IPv4",
        "protocol": given.get("protocol"),
        "port_range_min": given.get("port_range_min"),
        "port_range_max": given.get("port_range_max"),
        "remote_ip_prefix": given.get("remote_ip_prefix"),
        "remote_group_id": given.get("remote_group_id"),
    }
    tests = " AND ".join(f"{name} IS ?" for name in facts)
    same = database.value(f"SELECT id FROM security_group_rules WHERE {tests}", *facts.values())  # noqa: S608 - constants
    if same is not None:
        raise Conflict(
            f"Security group rule already exists. Rule id is {same}.",
            kind="SecurityGroupRuleExists",
        )
    rule = {
        "id": str(uuid.uuid4()),
        **facts,
        "project_id": group["project_id"],
        "description": given.get("description") or "",
        "created_at": now,
        "updated_at": now,
    }
    database.insert("security_group_rules", rule)
    row = database.row("SELECT * FROM security_group_rules WHERE id = ?", rule["id"])
    assert row is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return row


def delete(database: Database, group: Row) -> None:
    """Removes a group. Raises Conflict for the default one, and for one that ports are in."""
    if group["name"] == "default":
        raise Conflict(
            "Insufficient rights for removing default security group.",
            kind="SecurityGroupCannotRemoveDefault",
        )
    used = database.value(
        "SELECT 1 FROM ports, json_each(ports.security_groups) WHERE json_each.value = ? LIMIT 1",
        group["id"],
    )
    if used is not None:
        raise Conflict(f"Security Group {group['id']} in use.", kind="SecurityGroupInUse")
    database.delete("security_group_rules", remote_group_id=group["id"])
    try:
        database.delete("security_groups", id=group["id"])
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"Security Group {group['id']} in use.", kind="SecurityGroupInUse"
        ) from error


def view(database: Database, row: Row) -> dict[str, Any]:
    """A group with its rules as Neutron shows it."""
    rules = database.rows(
        "SELECT * FROM security_group_rules WHERE security_group_id = ? ORDER BY created_at, id",
        row["id"],
    )
    return {
        "id": row["id"],
        "name": row["name"],
        "stateful": bool(row["stateful"]),
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "description": row["description"],
        "shared": False,
        "security_group_rules": [rule_view(rule) for rule in rules],
        "tags": [],
        **stamps(row),
    }


def rule_alone(row: Row) -> dict[str, Any]:
    """A rule as Neutron lists it outside of its group: with less about itself."""
    return {
        name: value
        for name, value in rule_view(row).items()
        if name not in ("standard_attr_id", "tags")
    }


def rule_view(row: Row) -> dict[str, Any]:
    """A rule as Neutron shows it."""
    return {
        "id": row["id"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "security_group_id": row["security_group_id"],
        "ethertype": row["ethertype"],
        "direction": row["direction"],
        "protocol": row["protocol"],
        "port_range_min": row["port_range_min"],
        "port_range_max": row["port_range_max"],
        "remote_ip_prefix": row["remote_ip_prefix"],
        "remote_address_group_id": None,
        "normalized_cidr": row["remote_ip_prefix"],
        "remote_group_id": row["remote_group_id"],
        "standard_attr_id": 0,
        "belongs_to_default_sg": False,
        "description": row["description"],
        "tags": [],
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "revision_number": 0,
    }
