"""Neutron's resources: how each is found, shown, created, changed and removed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Conflict, Forbidden, NotFound
from mini_nova_sandbox.network import (
    addresses,
    floating_ips,
    networks,
    nw_info,
    ports,
    rules,
    schemas,
    security_groups,
    subnets,
)
from mini_nova_sandbox.network.resources import Attributes, Resource
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

OWN = "(? OR project_id = ?)"
OF_VISIBLE_NETWORK = f"network_id IN (SELECT id FROM networks WHERE {networks.VISIBLE})"  # noqa: S608 - constants


def _update_row(call: Call, table: str, row: Row, changes: Mapping[str, Any]) -> None:
    """Write the changed columns, with a new time and revision."""
    columns = {
        **changes,
        "updated_at": clock.now(),
        "revision": row["revision"] + 1,
    }
    call.database.update(table, columns, id=row["id"])


def _text_columns(attributes: Attributes, *names: str) -> dict[str, Any]:
    """Return the columns of text attributes; null clears a text."""
    columns = {}
    for name in names:
        if name in attributes:
            columns[name] = attributes[name] or ""
    return columns


def _find_network(call: Call, identifier: str) -> Row:
    network = networks.find(call.database, identifier, call.caller)
    if network is None:
        raise NotFound(f"Network {identifier} could not be found.", kind="NetworkNotFound")
    return network


def _refuse_admin_attributes(call: Call, attributes: Attributes) -> None:
    """Raise Forbidden if a plain user sets what only admins may set."""
    if call.caller.is_admin:
        return
    if any(attributes.get(name) for name in networks.ADMIN_ONLY):
        raise Forbidden("(rule:create_network) is disallowed by policy")


def _insert_network(call: Call, attributes: Attributes, project_id: str) -> str:
    _refuse_admin_attributes(call, attributes)
    return networks.create(call.database, project_id, attributes)


def _change_network(call: Call, row: Row, attributes: Attributes) -> None:
    _refuse_admin_attributes(call, attributes)
    changes = {}
    for name, column in networks.COLUMNS.items():
        if name in attributes:
            changes[column] = attributes[name]
    texts = _text_columns(attributes, "name", "description")
    changes.update(texts)
    if changes.get("mtu", 1) is None:
        del changes["mtu"]
    _update_row(call, "networks", row, changes)


def _insert_subnet(call: Call, attributes: Attributes, project_id: str) -> str:
    caller = call.caller
    network = _find_network(call, attributes["network_id"])
    is_own = network["project_id"] == caller.project_id
    if not is_own and not caller.is_admin:
        raise Forbidden("(rule:create_subnet) is disallowed by policy")
    return subnets.insert(call.database, network["id"], project_id, attributes)


def _change_subnet(call: Call, row: Row, attributes: Attributes) -> None:
    changes = subnets.changes(row, attributes)
    _update_row(call, "subnets", row, changes)


def _insert_port(call: Call, attributes: Attributes, project_id: str) -> str:
    network = _find_network(call, attributes["network_id"])
    if not call.caller.is_admin:
        if network["external"]:
            raise Forbidden("(rule:create_port) is disallowed by policy")
        if attributes.get("binding:host_id"):
            raise Forbidden("(rule:create_port:binding:host_id) is disallowed by policy")
    return ports.create(call.database, network, project_id, attributes)


def _change_port(call: Call, row: Row, attributes: Attributes) -> None:
    database = call.database
    columns = _port_columns(call, attributes)
    _update_row(call, "ports", row, columns)
    fixed_ips = attributes.get("fixed_ips")
    if fixed_ips is not None:
        _replace_addresses(database, row, fixed_ips)
    old_device = row["device_id"]
    new_device = columns.get("device_id", "")
    for device_id in {old_device, new_device} - {""}:
        nw_info.refresh(database, device_id)


def _port_columns(call: Call, attributes: Attributes) -> dict[str, Any]:
    """Return the columns that an update changes. Raises Forbidden, NotFound."""
    columns = _text_columns(attributes, "name", "description", "device_id", "device_owner")
    if "admin_state_up" in attributes:
        columns["admin_state_up"] = int(attributes["admin_state_up"])
    if "binding:host_id" in attributes:
        call.caller.require_admin()
        columns["host"] = attributes["binding:host_id"] or ""
    if "binding:vnic_type" in attributes:
        columns["vnic_type"] = attributes["binding:vnic_type"]
    if "port_security_enabled" in attributes:
        columns["port_security_enabled"] = int(attributes["port_security_enabled"])
    if "allowed_address_pairs" in attributes:
        pairs = attributes["allowed_address_pairs"] or []
        columns["allowed_address_pairs"] = json.dumps(pairs)
    if "security_groups" in attributes:
        group_ids = attributes["security_groups"] or []
        for group_id in group_ids:
            SECURITY_GROUPS.find(call, group_id)
        columns["security_groups"] = json.dumps(group_ids)
    return columns


def _replace_addresses(database: Database, row: Row, fixed_ips: list[dict[str, Any]]) -> None:
    network = database.row("SELECT * FROM networks WHERE id = ?", row["network_id"])
    assert network is not None, "ports.network_id is a foreign key"  # noqa: S101 - an invariant
    addresses.release(database, row["id"])
    ports.allocate_addresses(database, network, row["id"], fixed_ips)


def _remove_port(call: Call, row: Row) -> None:
    database = call.database
    sql = "SELECT 1 FROM floating_ips WHERE holder_port_id = ?"
    if database.value(sql, row["id"]) is not None:
        raise Conflict(
            f"Port {row['id']} cannot be deleted directly via the port API: "
            f"has device owner {floating_ips.OWNER}.",
            kind="ServicePortInUse",
        )
    ports.remove(database, row["id"])
    if row["device_id"]:
        nw_info.refresh(database, row["device_id"])


def _insert_group(call: Call, attributes: Attributes, project_id: str) -> str:
    if attributes.get("name") == security_groups.DEFAULT:
        raise Conflict(
            "Default security group already exists.", kind="SecurityGroupDefaultAlreadyExists"
        )
    group = security_groups.create(call.database, project_id, attributes)
    return str(group["id"])


def _change_group(call: Call, row: Row, attributes: Attributes) -> None:
    if row["name"] == security_groups.DEFAULT and "name" in attributes:
        raise Conflict(
            "Updating default security group not allowed.", kind="SecurityGroupCannotUpdateDefault"
        )
    changes = _text_columns(attributes, "name", "description")
    if "stateful" in attributes:
        changes["stateful"] = int(attributes["stateful"])
    _update_row(call, "security_groups", row, changes)


def _insert_rule(call: Call, attributes: Attributes, _project_id: str) -> str:
    group = SECURITY_GROUPS.find(call, attributes["security_group_id"])
    remote_group_id = attributes.get("remote_group_id")
    if remote_group_id:
        SECURITY_GROUPS.find(call, remote_group_id)
    normalized_rule = rules.normalize(attributes)
    rule = security_groups.add_rule(call.database, group, normalized_rule)
    return str(rule["id"])


def _insert_floating_ip(call: Call, attributes: Attributes, project_id: str) -> str:
    _find_network(call, attributes["floating_network_id"])
    port_id = attributes.get("port_id")
    if port_id:
        PORTS.find(call, port_id)
    return floating_ips.create(call.database, project_id, attributes)


def _change_floating_ip(call: Call, row: Row, attributes: Attributes) -> None:
    database = call.database
    texts = _text_columns(attributes, "description")
    if texts:
        database.update("floating_ips", texts, id=row["id"])
    if "port_id" in attributes:
        port_id = attributes["port_id"] or None
        if port_id:
            PORTS.find(call, port_id)
        floating_ips.associate(database, row, port_id, attributes.get("fixed_ip_address"))


NETWORKS = Resource(
    name="network",
    path="networks",
    table="networks",
    not_found_kind="NetworkNotFound",
    visible=networks.VISIBLE,
    view=lambda call, row: networks.view(call.database, row, admin=call.caller.is_admin),
    insert=_insert_network,
    change=_change_network,
    remove=lambda call, row: networks.delete(call.database, row["id"]),
    properties=schemas.NETWORK,
)
SUBNETS = Resource(
    name="subnet",
    path="subnets",
    table="subnets",
    not_found_kind="SubnetNotFound",
    visible=OF_VISIBLE_NETWORK,
    view=lambda call, row: subnets.view(call.database, row),
    insert=_insert_subnet,
    change=_change_subnet,
    remove=lambda call, row: subnets.delete(call.database, row["id"]),
    properties=schemas.SUBNET,
    read_only=(
        "network_id",
        "cidr",
        "ip_version",
    ),
)
PORTS = Resource(
    name="port",
    path="ports",
    table="ports",
    not_found_kind="PortNotFound",
    visible=OWN,
    view=lambda call, row: ports.view(call.database, row, admin=call.caller.is_admin),
    insert=_insert_port,
    change=_change_port,
    remove=_remove_port,
    properties=schemas.PORT,
    read_only=(
        "network_id",
        "mac_address",
    ),
)
SECURITY_GROUPS = Resource(
    name="security_group",
    path="security-groups",
    table="security_groups",
    not_found_kind="SecurityGroupNotFound",
    visible=OWN,
    view=lambda call, row: security_groups.view(call.database, row),
    insert=_insert_group,
    change=_change_group,
    remove=lambda call, row: security_groups.delete(call.database, row),
    properties=schemas.SECURITY_GROUP,
)
RULES = Resource(
    name="security_group_rule",
    path="security-group-rules",
    table="security_group_rules",
    not_found_kind="SecurityGroupRuleNotFound",
    visible=OWN,
    view=lambda _call, row: security_groups.rule_summary(row),
    insert=_insert_rule,
    change=None,
    remove=lambda call, row: security_groups.delete_rule(call.database, row["id"]),
    properties=schemas.RULE,
)
FLOATING_IPS = Resource(
    name="floatingip",
    path="floatingips",
    table="floating_ips",
    not_found_kind="FloatingIPNotFound",
    visible=OWN,
    view=lambda call, row: floating_ips.view(call.database, row),
    insert=_insert_floating_ip,
    change=_change_floating_ip,
    remove=lambda call, row: floating_ips.remove(call.database, row),
    properties=schemas.FLOATING_IP,
    read_only=(
        "floating_network_id",
        "floating_ip_address",
        "subnet_id",
    ),
)
RESOURCES = (NETWORKS, SUBNETS, PORTS, SECURITY_GROUPS, RULES, FLOATING_IPS)
