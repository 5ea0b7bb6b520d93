"""Rows of ports: create with addresses, change, remove, and show as Neutron does."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import Conflict, NotFound
from mini_nova_sandbox.network import (
    addresses,
    dhcp_options,
    port_addresses,
    security_groups,
    tags,
)
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row


def create(
    database: Database,
    network: Row,
    project_id: str,
    attributes: Mapping[str, Any],
    *,
    made_for_instance: bool = False,
) -> str:
    """Create a port with a request's attributes and its addresses, and return its id.

    Raises Conflict, BadRequest, NotFound, NoMoreAddresses.
    """
    row = _new_row(database, network, project_id, attributes)
    row["made_for_instance"] = int(made_for_instance)
    try:
        database.insert("ports", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"Unable to complete operation for network {network['id']}. "
            f"The mac address {row['mac_address']} is in use.",
            kind="MacAddressInUse",
        ) from error
    port_id: str = row["id"]
    port_addresses.allocate(database, row, attributes.get("fixed_ips"))
    return port_id


def _new_row(
    database: Database, network: Row, project_id: str, attributes: Mapping[str, Any]
) -> dict[str, Any]:
    created_at = clock.now()
    port_id = chance.new_uuid("port")
    secured = attributes.get("port_security_enabled", network["port_security_enabled"])
    mac_address = attributes.get("mac_address") or _new_mac_address(database, network["id"])
    group_ids = _security_group_ids(database, project_id, attributes, secured=bool(secured))
    address_pairs = attributes.get("allowed_address_pairs") or []
    return {
        "id": port_id,
        "network_id": network["id"],
        "name": attributes.get("name") or "",
        "project_id": project_id,
        "description": attributes.get("description") or "",
        "mac_address": mac_address.lower(),
        "admin_state_up": int(attributes.get("admin_state_up", True)),
        "status": attributes.get("status", "DOWN"),
        "device_id": attributes.get("device_id") or "",
        "device_owner": attributes.get("device_owner") or "",
        "host": attributes.get("binding:host_id") or "",
        "vnic_type": attributes.get("binding:vnic_type") or "normal",
        "security_groups": json.dumps(group_ids),
        "port_security_enabled": int(secured),
        "allowed_address_pairs": json.dumps(address_pairs),
        "extra_dhcp_opts": dhcp_options.merge("[]", attributes.get("extra_dhcp_opts")),
        "tag": attributes.get("tag"),
        "created_at": created_at,
        "updated_at": created_at,
        "revision": 1,
    }


def find(database: Database, port_id: str) -> Row | None:
    """Return the port with an id, whoever owns it."""
    return database.row("SELECT * FROM ports WHERE id = ?", port_id)


def instance_ports(database: Database, instance_uuid: str) -> list[Row]:
    """Return the ports that compute has bound to an instance.

    Any user may name any device on a port, but only compute binds a port to a host.
    """
    sql = "SELECT * FROM ports WHERE device_id = ? AND host <> '' ORDER BY created_at, id"
    return database.rows(sql, instance_uuid)


def bind_to_host(database: Database, instance_uuid: str, host: str) -> None:
    """Bind the ports of an instance to the host that it has moved to."""
    database.run(
        "UPDATE ports SET host = ?, updated_at = ? WHERE device_id = ? AND host <> ''",
        host,
        clock.now(),
        instance_uuid,
    )


def remove(database: Database, port_id: str) -> None:
    """Remove a port: free its addresses, and dissociate its floating IPs."""
    dissociation = {"port_id": None, "fixed_ip_address": None, "router_id": None}
    database.update("floating_ips", dissociation, port_id=port_id)
    addresses.release(database, port_id)
    database.delete("ports", id=port_id)


def security_group_names(database: Database, device_id: str) -> list[str]:
    """Return the names of the security groups that the ports of an instance are in."""
    rows = database.rows(
        "SELECT DISTINCT security_groups.name FROM ports, json_each(ports.security_groups)"
        " JOIN security_groups ON security_groups.id = json_each.value"
        " WHERE ports.device_id = ? ORDER BY security_groups.created_at",
        device_id,
    )
    return [row["name"] for row in rows]


def add_security_group(database: Database, device_id: str, group_id: str) -> bool:
    """Put the ports of an instance into a group; False if they all are in it already."""
    is_changed = False
    for port in instance_ports(database, device_id):
        group_ids = json.loads(port["security_groups"])
        if group_id not in group_ids:
            changes = {"security_groups": json.dumps([*group_ids, group_id])}
            database.update("ports", changes, id=port["id"])
            is_changed = True
    return is_changed


def remove_security_group(database: Database, device_id: str, group_id: str) -> bool:
    """Take the ports of an instance out of a group; False if none is in it."""
    is_changed = False
    for port in instance_ports(database, device_id):
        group_ids = json.loads(port["security_groups"])
        if group_id in group_ids:
            group_ids.remove(group_id)
            changes = {"security_groups": json.dumps(group_ids)}
            database.update("ports", changes, id=port["id"])
            is_changed = True
    return is_changed


def fixed_ips(database: Database, port_id: str) -> list[dict[str, str]]:
    """Return the addresses of a port, with their subnets, as Neutron shows them."""
    rows = database.rows(
        "SELECT subnet_id, ip_address FROM ip_allocations WHERE port_id = ? ORDER BY number",
        port_id,
    )
    return [{"subnet_id": row["subnet_id"], "ip_address": row["ip_address"]} for row in rows]


def view(database: Database, row: Row, *, admin: bool) -> dict[str, Any]:
    """Return a port as Neutron shows it; admins see its binding, too."""
    port: dict[str, Any] = {
        "id": row["id"],
        "name": row["name"],
        "network_id": row["network_id"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "mac_address": row["mac_address"],
        "admin_state_up": bool(row["admin_state_up"]),
        "status": row["status"],
        "device_id": row["device_id"],
        "device_owner": row["device_owner"],
        "fixed_ips": fixed_ips(database, row["id"]),
        "allowed_address_pairs": json.loads(row["allowed_address_pairs"]),
        "extra_dhcp_opts": json.loads(row["extra_dhcp_opts"]),
        "security_groups": json.loads(row["security_groups"]),
        "description": row["description"],
        "binding:vnic_type": row["vnic_type"],
        "port_security_enabled": bool(row["port_security_enabled"]),
        "tags": tags.of(database, row["id"]),
        **stamps(row),
    }
    if admin:
        is_bound = bool(row["host"])
        port["binding:host_id"] = row["host"]
        port["binding:profile"] = {}
        port["binding:vif_type"] = "bridge" if is_bound else "unbound"
        port["binding:vif_details"] = {"port_filter": True} if is_bound else {}
    return port


def _security_group_ids(
    database: Database, project_id: str, attributes: Mapping[str, Any], *, secured: bool
) -> list[str]:
    """Return the ids of the requested groups, or of the project's default group.

    Raises NotFound for another project's group.
    """
    group_ids = attributes.get("security_groups")
    if group_ids is None:
        if not secured:
            return []
        group = security_groups.default_group(database, project_id)
        return [group["id"]]
    for group_id in group_ids:
        sql = "SELECT 1 FROM security_groups WHERE id = ? AND project_id = ?"
        if database.value(sql, group_id, project_id) is None:
            raise NotFound(
                f"Security group {group_id} does not exist", kind="SecurityGroupNotFound"
            )
    return list(group_ids)


def _new_mac_address(database: Database, network_id: str) -> str:
    """Return a MAC address that is new on the network: 24 random bits can repeat."""
    sql = "SELECT 1 FROM ports WHERE network_id = ? AND mac_address = ?"
    while True:
        mac_address = "fa:16:3e:" + chance.new_bytes("mac address", 3).hex(":")
        if database.value(sql, network_id, mac_address) is None:
            return mac_address
