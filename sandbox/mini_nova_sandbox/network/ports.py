"""Rows of ports: made with their addresses, changed, removed, and as Neutron shows them."""

from __future__ import annotations

import json
import secrets
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.network import addresses, security_groups
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row


def create(
    database: Database,
    network: Row,
    project_id: str,
    given: Mapping[str, Any],
    *,
    made_for_instance: bool = False,
) -> str:
    """A new port with its addresses; its id. Raises Conflict, BadRequest, NoMoreAddresses."""
    now = clock.now()
    port_id = str(uuid.uuid4())
    secured = bool(given.get("port_security_enabled", network["port_security_enabled"]))
    row = {
        "id": port_id,
        "network_id": network["id"],
        "name": given.get("name") or "",
        "project_id": project_id,
        "description": given.get("description") or "",
        "mac_address": (given.get("mac_address") or _mac(database, network["id"])).lower(),
        "admin_state_up": int(given.get("admin_state_up", True)),
        "status": given.get("status", "DOWN"),
        "device_id": given.get("device_id") or "",
        "device_owner": given.get("device_owner") or "",
        "host": given.get("binding:host_id") or "",
        "vnic_type": given.get("binding:vnic_type") or "normal",
        "security_groups": json.dumps(_groups(database, project_id, given, secured)),
        "port_security_enabled": int(secured),
        "allowed_address_pairs": json.dumps(given.get("allowed_address_pairs") or []),
        "tag": given.get("tag"),
        "made_for_instance": int(made_for_instance),
        "created_at": now,
        "updated_at": now,
        "revision": 1,
    }
    try:
        database.insert("ports", row)
    except sqlite3.IntegrityError as error:
        raise Conflict(
            f"Unable to complete operation for network {network['id']}. The mac address {row['mac_address']} is in use.",
            kind="MacAddressInUse",
        ) from error
    allocate_addresses(database, network, port_id, given.get("fixed_ips"))
    return port_id


def allocate_addresses(database: Database, network: Row, port_id: str, wanted: Any) -> None:
    """The addresses asked for, or one of the network's first subnet of each IP version."""
    subnets = database.rows(
        "SELECT * FROM subnets WHERE network_id = ? ORDER BY created_at, id", network["id"]
    )
    if wanted is None:
        _take_usual(database, subnets, port_id)
        return
    for one in wanted:
        subnet = _subnet_for(subnets, network["id"], one)
        addresses.allocate(database, subnet, port_id, one.get("ip_address") or "")


def _take_usual(database: Database, subnets: Sequence[Row], port_id: str) -> None:
    """One address a version, of the first subnet that has one left."""
    for version in sorted({subnet["ip_version"] for subnet in subnets}):
        candidates = [subnet for subnet in subnets if subnet["ip_version"] == version]
        for index, subnet in enumerate(candidates):
            try:
                addresses.allocate(database, subnet, port_id)
                break
            except addresses.NoMoreAddresses:
                if index == len(candidates) - 1:
                    raise


def _subnet_for(subnets: Sequence[Row], network_id: str, wanted: Mapping[str, Any]) -> Row:
    """The subnet of an id, or the one that an address belongs to. Raises BadRequest."""
    if wanted.get("subnet_id"):
        for subnet in subnets:
            if subnet["id"] == wanted["subnet_id"]:
                return subnet
        raise BadRequest(
            f"Invalid input for operation: Failed to create port on network {network_id}, because fixed_ips included "
            f"invalid subnet {wanted['subnet_id']}.",
            kind="InvalidInput",
        )
    for subnet in subnets:
        try:
            addresses.host_address(subnet, wanted.get("ip_address") or "")
        except BadRequest:
            continue
        return subnet
    raise BadRequest(
        "IP address is not a valid IP for any of the subnets on the specified network.",
        kind="InvalidIpForNetwork",
    )


def find(database: Database, port_id: str) -> Row | None:
    """The port of an id, whoever owns it."""
    return database.row("SELECT * FROM ports WHERE id = ?", port_id)


def instance_ports(database: Database, instance_uuid: str) -> list[Row]:
    """The ports that compute bound to an instance. Anybody may name any device on a port: only compute names a host."""
    sql = "SELECT * FROM ports WHERE device_id = ? AND host <> '' ORDER BY created_at, id"
    return database.rows(sql, instance_uuid)


def remove(database: Database, port_id: str) -> None:
    """Removes a port; its addresses are free again, floating IPs lead nowhere."""
    database.update("floating_ips", {"port_id": None, "fixed_ip_address": None}, port_id=port_id)
    addresses.release(database, port_id)
    database.delete("ports", id=port_id)


def set_security_groups(database: Database, device_id: str, group_ids: Sequence[str]) -> None:
    """Puts every port of an instance into these groups."""
    for port in instance_ports(database, device_id):
        database.update("ports", {"security_groups": json.dumps(list(group_ids))}, id=port["id"])


def fixed_ips(database: Database, port_id: str) -> list[dict[str, str]]:
    """The addresses of a port."""
    rows = database.rows(
        "SELECT subnet_id, ip_address FROM ip_allocations WHERE port_id = ? ORDER BY number",
        port_id,
    )
    return [{"subnet_id": row["subnet_id"], "ip_address": row["ip_address"]} for row in rows]


def view(database: Database, row: Row, *, admin: bool) -> dict[str, Any]:
    """A port as Neutron shows it; admins see where it is bound."""
    bound = bool(row["host"])
    shown: dict[str, Any] = {
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
        "extra_dhcp_opts": [],
        "security_groups": json.loads(row["security_groups"]),
        "description": row["description"],
        "binding:vnic_type": row["vnic_type"],
        "port_security_enabled": bool(row["port_security_enabled"]),
        "tags": [],
        **stamps(row),
    }
    if admin:
        shown["binding:host_id"] = row["host"]
        shown["binding:profile"] = {}
        shown["binding:vif_type"] = "bridge" if bound else "unbound"
        shown["binding:vif_details"] = {"port_filter": True} if bound else {}
    return shown


def _groups(
    database: Database, project_id: str, given: Mapping[str, Any], secured: bool
) -> list[str]:
    """The ids of the groups asked for, or of the project's default one. Raises NotFound for another project's."""
    if "security_groups" not in given or given["security_groups"] is None:
        return [security_groups.default(database, project_id)["id"]] if secured else []
    for group_id in given["security_groups"]:
        sql = "SELECT 1 FROM security_groups WHERE id = ? AND project_id = ?"
        if database.value(sql, group_id, project_id) is None:
            raise NotFound(
                f"Security group {group_id} does not exist", kind="SecurityGroupNotFound"
            )
    return list(given["security_groups"])


def _mac(database: Database, network_id: str) -> str:
    """A MAC that nobody on the network has: 24 bits at random meet each other among a few thousand."""
    while True:
        mac = "fa:16:3e:" + ":".join(f"{byte:02x}" for byte in secrets.token_bytes(3))
        if (
            database.value(
                "SELECT 1 FROM ports WHERE network_id = ? AND mac_address = ?", network_id, mac
            )
            is None
        ):
            return mac
