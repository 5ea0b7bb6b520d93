"""Neutron's resources: how each is found, shown, created, changed and removed."""

from __future__ import annotations

import json
from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Conflict, Forbidden
from mini_nova_sandbox.network import (
    addresses,
    dhcp_options,
    floating_ips,
    networks,
    nw_info,
    port_addresses,
    port_owners,
    ports,
    schemas,
)
from mini_nova_sandbox.network.rbac import RBAC_POLICIES
from mini_nova_sandbox.network.resources import (
    OWN,
    Attributes,
    Resource,
    text_columns,
    update_row,
)
from mini_nova_sandbox.network.router_resource import ROUTERS
from mini_nova_sandbox.network.security_resources import RULES, SECURITY_GROUPS
from mini_nova_sandbox.network.subnet_pools import SUBNET_POOLS
from mini_nova_sandbox.network.subnet_resource import SUBNETS, find_network
from mini_nova_sandbox.state.database import Database, Row


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
    texts = text_columns(attributes, "name", "description")
    changes.update(texts)
    if changes.get("mtu", 1) is None:
        del changes["mtu"]
    update_row(call, "networks", row, changes)


def _remove_network(call: Call, row: Row) -> None:
    """Delete a network, and the floating IPs of it that lead nowhere. Raises Conflict."""
    database = call.database
    sql = "SELECT * FROM floating_ips WHERE floating_network_id = ? AND port_id IS NULL"
    for floating_ip in database.rows(sql, row["id"]):
        floating_ips.remove(database, floating_ip)
    networks.delete(database, row["id"])


def _insert_port(call: Call, attributes: Attributes, project_id: str) -> str:
    network = find_network(call, attributes["network_id"])
    if not call.caller.is_admin:
        if network["external"]:
            raise Forbidden("(rule:create_port) is disallowed by policy")
        if attributes.get("binding:host_id"):
            raise Forbidden("(rule:create_port:binding:host_id) is disallowed by policy")
    return ports.create(call.database, network, project_id, attributes)


def _change_port(call: Call, row: Row, attributes: Attributes) -> None:
    database = call.database
    columns = _port_columns(call, attributes)
    if "extra_dhcp_opts" in attributes:
        options = dhcp_options.merge(row["extra_dhcp_opts"], attributes["extra_dhcp_opts"])
        columns["extra_dhcp_opts"] = options
    update_row(call, "ports", row, columns)
    fixed_ips = attributes.get("fixed_ips")
    if fixed_ips is not None:
        addresses.release(database, row["id"])
        port_addresses.allocate(database, row, fixed_ips)
    old_device = row["device_id"]
    new_device = columns.get("device_id", "")
    for device_id in {old_device, new_device} - {""}:
        nw_info.refresh(database, device_id)


def _port_columns(call: Call, attributes: Attributes) -> dict[str, Any]:
    """Return the columns that an update changes. Raises Forbidden, NotFound."""
    columns = text_columns(attributes, "name", "description", "device_id", "device_owner")
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


def _remove_port(call: Call, row: Row) -> None:
    database = call.database
    owner = _service_owner(database, row)
    if owner:
        raise Conflict(
            f"Port {row['id']} cannot be deleted directly via the port API: "
            f"has device owner {owner}.",
            kind="ServicePortInUse",
        )
    ports.remove(database, row["id"])
    if row["device_id"]:
        nw_info.refresh(database, row["device_id"])


def _service_owner(database: Database, row: Row) -> str:
    """Return the owner of a floating IP's or a router's port; '' for any other port."""
    sql = "SELECT 1 FROM floating_ips WHERE holder_port_id = ?"
    if database.value(sql, row["id"]) is not None:
        return port_owners.FLOATING_IP
    router = database.value("SELECT 1 FROM routers WHERE id = ?", row["device_id"])
    is_owned = router is not None and row["device_owner"] in port_owners.ROUTER_OWNERS
    return str(row["device_owner"]) if is_owned else ""


def _insert_floating_ip(call: Call, attributes: Attributes, project_id: str) -> str:
    find_network(call, attributes["floating_network_id"])
    port_id = attributes.get("port_id")
    if port_id:
        PORTS.find(call, port_id)
    return floating_ips.create(call.database, project_id, attributes)


def _change_floating_ip(call: Call, row: Row, attributes: Attributes) -> None:
    database = call.database
    texts = text_columns(attributes, "description")
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
    remove=_remove_network,
    properties=schemas.NETWORK,
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
    indexed=("id", "device_id", "network_id"),
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
RESOURCES = (
    NETWORKS,
    SUBNETS,
    SUBNET_POOLS,
    PORTS,
    ROUTERS,
    SECURITY_GROUPS,
    RULES,
    FLOATING_IPS,
    RBAC_POLICIES,
)
