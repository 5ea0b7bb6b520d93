"""Rows of security groups and their rules; a project gets its default group on first use."""

from __future__ import annotations

import ipaddress
import sqlite3
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.network import tags
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

DEFAULT = "default"
ETHERTYPES = ("IPv4", "IPv6")
HIDDEN_IN_LISTS = ("standard_attr_id", "tags")  # members of a rule


def default_group(database: Database, project_id: str) -> Row:
    """Return the project's group ``default``, creating it if necessary.

    It lets everything out, and in whatever comes from the group itself.
    """
    group = database.row(
        "SELECT * FROM security_groups WHERE project_id = ? AND name = ? ORDER BY created_at",
        project_id,
        DEFAULT,
    )
    if group is not None:
        return group
    attributes = {"name": DEFAULT, "description": "Default security group"}
    with database.transaction():
        group = create(database, project_id, attributes)
        for ethertype in ETHERTYPES:
            rule = {"direction": "ingress", "ethertype": ethertype, "remote_group_id": group["id"]}
            add_rule(database, group, rule)
    return group


def create(database: Database, project_id: str, attributes: Mapping[str, Any]) -> Row:
    """Create a group with a request's attributes; it lets everything out."""
    created_at = clock.now()
    group_id = chance.new_uuid("security group")
    database.insert(
        "security_groups",
        {
            "id": group_id,
            "name": attributes.get("name") or "",
            "project_id": project_id,
            "description": attributes.get("description") or "",
            "stateful": int(attributes.get("stateful", True)),
            "created_at": created_at,
            "updated_at": created_at,
            "revision": 1,
        },
    )
    group = database.row("SELECT * FROM security_groups WHERE id = ?", group_id)
    assert group is not None, "it was inserted just now"  # noqa: S101 - an invariant
    for ethertype in ETHERTYPES:
        add_rule(database, group, {"direction": "egress", "ethertype": ethertype})
    return group


def find(database: Database, project_id: str, name_or_id: str) -> Row | None:
    """Return a group of the project by id or name; ``default`` always exists."""
    if name_or_id == DEFAULT:
        return default_group(database, project_id)
    return database.row(
        "SELECT * FROM security_groups WHERE project_id = ? AND (id = ? OR name = ?)"
        " ORDER BY id = ? DESC, created_at",
        project_id,
        name_or_id,
        name_or_id,
        name_or_id,
    )


def add_rule(database: Database, group: Row, attributes: Mapping[str, Any]) -> Row:
    """Add a rule with a request's attributes. Raises Conflict if the group has it already."""
    columns = {
        "security_group_id": group["id"],
        "direction": attributes["direction"],
        "ethertype": attributes.get("ethertype") or "IPv4",
        "protocol": attributes.get("protocol"),
        "port_range_min": attributes.get("port_range_min"),
        "port_range_max": attributes.get("port_range_max"),
        "remote_ip_prefix": attributes.get("remote_ip_prefix"),
        "remote_group_id": attributes.get("remote_group_id"),
    }
    _refuse_duplicate(database, columns)
    created_at = clock.now()
    rule_id = chance.new_uuid("security group rule")
    database.insert(
        "security_group_rules",
        {
            "id": rule_id,
            **columns,
            "project_id": group["project_id"],
            "description": attributes.get("description") or "",
            "created_at": created_at,
            "updated_at": created_at,
        },
    )
    rule = database.row("SELECT * FROM security_group_rules WHERE id = ?", rule_id)
    assert rule is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return rule


def _refuse_duplicate(database: Database, columns: Mapping[str, Any]) -> None:
    condition = " AND ".join(f"{name} IS ?" for name in columns)
    sql = f"SELECT id FROM security_group_rules WHERE {condition}"  # noqa: S608 - constants
    rule_id = database.value(sql, *columns.values())
    if rule_id is not None:
        raise Conflict(
            f"Security group rule already exists. Rule id is {rule_id}.",
            kind="SecurityGroupRuleExists",
        )


def delete_rule(database: Database, rule_id: str) -> None:
    """Delete a rule."""
    database.delete("security_group_rules", id=rule_id)


def delete(database: Database, group: Row, *, by_admin: bool) -> None:
    """Delete a group. Raises Conflict if it is in use, or a default group and not by an admin."""
    if group["name"] == DEFAULT and not by_admin:
        raise Conflict(
            "Insufficient rights for removing default security group.",
            kind="SecurityGroupCannotRemoveDefault",
        )
    in_use = Conflict(f"Security Group {group['id']} in use.", kind="SecurityGroupInUse")
    port = database.value(
        "SELECT 1 FROM ports, json_each(ports.security_groups) WHERE json_each.value = ? LIMIT 1",
        group["id"],
    )
    if port is not None:
        raise in_use
    database.delete("security_group_rules", remote_group_id=group["id"])
    try:
        database.delete("security_groups", id=group["id"])
    except sqlite3.IntegrityError as error:
        raise in_use from error


def view(database: Database, row: Row) -> dict[str, Any]:
    """Return a group with its rules as Neutron shows it."""
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
        "tags": tags.of(database, row["id"]),
        **stamps(row),
    }


def rule_summary(row: Row) -> dict[str, Any]:
    """Return a rule as Neutron shows it outside of its group: with fewer members."""
    rule = rule_view(row)
    return {name: value for name, value in rule.items() if name not in HIDDEN_IN_LISTS}


def rule_view(row: Row) -> dict[str, Any]:
    """Return a rule as Neutron shows it in its group."""
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
        "normalized_cidr": _network_of(row["remote_ip_prefix"]),
        "remote_group_id": row["remote_group_id"],
        "standard_attr_id": 0,
        "belongs_to_default_sg": False,
        "description": row["description"],
        "tags": [],
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "revision_number": 0,
    }


def _network_of(prefix: str | None) -> str | None:
    """Return a prefix without the bits of a host."""
    return None if prefix is None else str(ipaddress.ip_network(prefix, strict=False))
