"""Rows of floating IPs: taken from an external network, led to a port, and as Neutron shows them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.network import addresses, nw_info, ports
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

OWNER = "network:floatingip"


def create(database: Database, project_id: str, given: Mapping[str, Any]) -> str:
    """Takes one; its id. Raises NotFound, BadRequest, Conflict."""
    network = database.row("SELECT * FROM networks WHERE id = ?", given["floating_network_id"])
    if network is None:
        raise NotFound(
            f"Network {given['floating_network_id']} could not be found.", kind="NetworkNotFound"
        )
    if not network["external"]:
        raise BadRequest(
            f"Bad floatingip request: Network {network['id']} is not a valid external network.",
            kind="BadRequest",
        )
    wanted = (
        [{"ip_address": given["floating_ip_address"]}] if given.get("floating_ip_address") else None
    )
    floating_id = str(uuid.uuid4())
    holder = {
        "device_id": floating_id,
        "device_owner": OWNER,
        "fixed_ips": wanted,
        "security_groups": [],
    }
    if (
        database.value(
            "SELECT 1 FROM subnets WHERE network_id = ? AND ip_version = 4", network["id"]
        )
        is None
    ):
        raise BadRequest(
            f"Bad floatingip request: Network {network['id']} does not contain any IPv4 subnet.",
            kind="BadRequest",
        )
    try:
        holder_id = ports.create(database, network, "", holder)
    except addresses.NoMoreAddresses as error:
        raise Conflict(str(error), kind="IpAddressGenerationFailure") from error
    now = clock.now()
    database.insert(
        "floating_ips",
        {
            "id": floating_id,
            "floating_network_id": network["id"],
            "project_id": project_id,
            "description": given.get("description") or "",
            "floating_ip_address": _ipv4(database, holder_id),
            "holder_port_id": holder_id,
            "created_at": now,
            "updated_at": now,
            "revision": 0,
        },
    )
    if given.get("port_id"):
        associate(
            database, _row(database, floating_id), given["port_id"], given.get("fixed_ip_address")
        )
    return floating_id


def _ipv4(database: Database, port_id: str) -> str:
    """The IPv4 address of a port. Raises BadRequest where it has none."""
    for one in ports.fixed_ips(database, port_id):
        if ":" not in one["ip_address"]:
            return one["ip_address"]
    raise BadRequest("Bad floatingip request: a floating IP is an IPv4 address.", kind="BadRequest")


def associate_address(
    database: Database, project_id: str, address: str, port_id: str | None, fixed: str | None
) -> None:
    """Leads the project's floating IP of an address to a port, or (None) nowhere. Raises NotFound."""
    row = database.row(
        "SELECT * FROM floating_ips WHERE floating_ip_address = ? AND project_id = ?",
        address,
        project_id,
    )
    if row is None:
        raise NotFound("floating IP not found")
    associate(database, row, port_id, fixed)


def associate(database: Database, row: Row, port_id: str | None, fixed: str | None) -> None:
    """Leads a floating IP to an address of a port, or nowhere; the servers concerned show it at once."""
    before = database.value("SELECT device_id FROM ports WHERE id = ?", row["port_id"])
    target = _target(database, row, port_id, fixed) if port_id else None
    changes = {
        "port_id": port_id,
        "fixed_ip_address": target,
        "updated_at": clock.now(),
        "revision": row["revision"] + 1,
    }
    database.update("floating_ips", changes, id=row["id"])
    after = database.value("SELECT device_id FROM ports WHERE id = ?", port_id)
    for instance_uuid in {one for one in (before, after) if one}:
        nw_info.refresh(database, instance_uuid)


def _target(database: Database, row: Row, port_id: str, fixed: str | None) -> str:
    """The fixed address of a port that a floating IP can lead to. Raises NotFound, BadRequest, Conflict."""
    if ports.find(database, port_id) is None:
        raise NotFound(f"Port {port_id} could not be found.", kind="PortNotFound")
    held = [
        one["ip_address"]
        for one in ports.fixed_ips(database, port_id)
        if ":" not in one["ip_address"]
    ]
    if not held or (fixed and fixed not in held):
        raise BadRequest(
            f"Bad floatingip request: Port {port_id} does not have fixed ip {fixed}.",
            kind="BadRequest",
        )
    chosen = fixed or held[0]
    sql = "SELECT 1 FROM floating_ips WHERE port_id = ? AND fixed_ip_address = ? AND id <> ?"
    if database.value(sql, port_id, chosen, row["id"]) is not None:
        raise Conflict(
            f"Cannot associate floating IP {row['floating_ip_address']} ({row['id']}) with port {port_id} using fixed IP "
            f"{chosen}, as that fixed IP already has a floating IP on external network {row['floating_network_id']}.",
            kind="FloatingIPPortAlreadyAssociated",
        )
    return chosen


def remove(database: Database, row: Row) -> None:
    """Gives one back."""
    associate(database, row, None, None)
    database.delete("floating_ips", id=row["id"])
    ports.remove(database, row["holder_port_id"])


def _row(database: Database, floating_id: str) -> Row:
    row = database.row("SELECT * FROM floating_ips WHERE id = ?", floating_id)
    assert row is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return row


def view(database: Database, row: Row) -> dict[str, Any]:
    """A floating IP as Neutron shows it."""
    port = ports.find(database, row["port_id"]) if row["port_id"] else None
    details = None
    if port is not None:
        names = ("name", "network_id", "mac_address", "status", "device_id", "device_owner")
        details = {
            **{name: port[name] for name in names},
            "admin_state_up": bool(port["admin_state_up"]),
        }
    return {
        "id": row["id"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "floating_ip_address": row["floating_ip_address"],
        "floating_network_id": row["floating_network_id"],
        "router_id": None,
        "port_id": row["port_id"],
        "fixed_ip_address": row["fixed_ip_address"],
        "status": "ACTIVE" if row["port_id"] else "DOWN",
        "description": row["description"],
        "port_details": details,
        "port_forwardings": [],
        "dns_domain": "",
        "dns_name": "",
        "qos_policy_id": None,
        "tags": [],
        **stamps(row),
    }
