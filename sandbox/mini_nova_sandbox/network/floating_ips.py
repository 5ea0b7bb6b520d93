"""Rows of floating IPs: create, associate with a port, remove, and show as Neutron does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.network import nw_info, port_owners, ports, routers, tags
from mini_nova_sandbox.network.networks import stamps
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

PORT_DETAILS = ("name", "network_id", "mac_address", "status", "device_id", "device_owner")


def create(database: Database, project_id: str, attributes: Mapping[str, Any]) -> str:
    """Create a floating IP with a request's attributes, and return its id.

    Raises NotFound, BadRequest, Conflict.
    """
    network = _find_external_network(database, attributes["floating_network_id"])
    floating_id = chance.new_uuid("floating ip")
    address = attributes.get("floating_ip_address")
    holder_id = create_holder_port(database, network, floating_id, address)
    created_at = clock.now()
    database.insert(
        "floating_ips",
        {
            "id": floating_id,
            "floating_network_id": network["id"],
            "project_id": project_id,
            "description": attributes.get("description") or "",
            "floating_ip_address": _ipv4_address(database, holder_id),
            "holder_port_id": holder_id,
            "created_at": created_at,
            "updated_at": created_at,
            "revision": 0,
        },
    )
    port_id = attributes.get("port_id")
    if port_id:
        row = _row(database, floating_id)
        associate(database, row, port_id, attributes.get("fixed_ip_address"))
    return floating_id


def _find_external_network(database: Database, network_id: str) -> Row:
    """Return an external network with an IPv4 subnet. Raises NotFound, BadRequest."""
    network = database.row("SELECT * FROM networks WHERE id = ?", network_id)
    if network is None:
        raise NotFound(f"Network {network_id} could not be found.", kind="NetworkNotFound")
    if not network["external"]:
        raise _bad_request(f"Network {network_id} is not a valid external network.")
    sql = "SELECT 1 FROM subnets WHERE network_id = ? AND ip_version = 4"
    if database.value(sql, network_id) is None:
        raise _bad_request(f"Network {network_id} does not contain any IPv4 subnet.")
    return network


def create_holder_port(
    database: Database, network: Row, floating_id: str, address: str | None
) -> str:
    """Create the port that holds a floating IP's address, and return its id. Raises Conflict."""
    attributes = {
        "device_id": floating_id,
        "device_owner": port_owners.FLOATING_IP,
        "fixed_ips": [{"ip_address": address}] if address else None,
        "security_groups": [],
    }
    return ports.create(database, network, "", attributes)


def _ipv4_address(database: Database, port_id: str) -> str:
    """Return the first IPv4 address of a port. Raises BadRequest if it has none."""
    ipv4_addresses = _ipv4_addresses(database, port_id)
    if not ipv4_addresses:
        raise _bad_request("a floating IP is an IPv4 address.")
    return ipv4_addresses[0]


def _ipv4_addresses(database: Database, port_id: str) -> list[str]:
    ipv4_addresses = []
    for fixed_ip in ports.fixed_ips(database, port_id):
        address = fixed_ip["ip_address"]
        if ":" not in address:
            ipv4_addresses.append(address)
    return ipv4_addresses


def _bad_request(reason: str) -> BadRequest:
    return BadRequest(f"Bad floatingip request: {reason}", kind="BadRequest")


def associate_address(
    database: Database,
    project_id: str,
    address: str,
    port_id: str | None,
    fixed_ip: str | None,
) -> None:
    """Associate the project's floating IP with a port, or (None) with no port. Raises NotFound."""
    row = database.row(
        "SELECT * FROM floating_ips WHERE floating_ip_address = ? AND project_id = ?",
        address,
        project_id,
    )
    if row is None:
        raise NotFound("floating IP not found")
    associate(database, row, port_id, fixed_ip)


def associate(database: Database, row: Row, port_id: str | None, fixed_ip: str | None) -> None:
    """Associate a floating IP with a port's address, or with none; its servers show it at once.

    Raises NotFound, BadRequest, Conflict.
    """
    old_device = _device_id(database, row["port_id"])
    target = _target(database, row, port_id, fixed_ip) if port_id else None
    changes = {
        "port_id": port_id,
        "router_id": _router(database, row, port_id, target) if port_id and target else None,
        "fixed_ip_address": target,
        "updated_at": clock.now(),
        "revision": row["revision"] + 1,
    }
    database.update("floating_ips", changes, id=row["id"])
    new_device = _device_id(database, port_id)
    for device_id in {old_device, new_device} - {""}:
        nw_info.refresh(database, device_id)


def _device_id(database: Database, port_id: str | None) -> str:
    """Return the id of a port's device; '' if there is no port or it has no device."""
    return database.value("SELECT device_id FROM ports WHERE id = ?", port_id) or ""


def _target(database: Database, row: Row, port_id: str, fixed_ip: str | None) -> str:
    """Return the address of a port that a floating IP can lead to.

    Raises NotFound, BadRequest, Conflict.
    """
    port = ports.find(database, port_id)
    if port is None:
        raise NotFound(f"Port {port_id} could not be found.", kind="PortNotFound")
    candidates = _ipv4_addresses(database, port_id)
    if not candidates or (fixed_ip and fixed_ip not in candidates):
        raise _bad_request(f"Port {port_id} does not have fixed ip {fixed_ip}.")
    target = fixed_ip or candidates[0]
    sql = "SELECT 1 FROM floating_ips WHERE port_id = ? AND fixed_ip_address = ? AND id <> ?"
    if database.value(sql, port_id, target, row["id"]) is not None:
        address = row["floating_ip_address"]
        floating_id = row["id"]
        network_id = row["floating_network_id"]
        raise Conflict(
            f"Cannot associate floating IP {address} ({floating_id}) "
            f"with port {port_id} using fixed IP {target}, as that fixed IP already has "
            f"a floating IP on external network {network_id}.",
            kind="FloatingIPPortAlreadyAssociated",
        )
    return target


def _router(database: Database, row: Row, port_id: str, address: str) -> str:
    """Return the id of the router between a port's address and a floating IP. Raises NotFound."""
    network_id = row["floating_network_id"]
    sql = "SELECT subnet_id FROM ip_allocations WHERE port_id = ? AND ip_address = ?"
    subnet_id = database.value(sql, port_id, address)
    router_id = routers.find_path(database, subnet_id, network_id)
    if router_id is None:
        raise NotFound(
            f"External network {network_id} is not reachable from subnet {subnet_id}.  Therefore, "
            f"cannot associate Port {port_id} with a Floating IP.",
            kind="ExternalGatewayForFloatingIPNotFound",
        )
    return router_id


def remove(database: Database, row: Row) -> None:
    """Remove a floating IP and free its address."""
    associate(database, row, None, None)
    database.delete("floating_ips", id=row["id"])
    ports.remove(database, row["holder_port_id"])


def _row(database: Database, floating_id: str) -> Row:
    row = database.row("SELECT * FROM floating_ips WHERE id = ?", floating_id)
    assert row is not None, "it was inserted just now"  # noqa: S101 - an invariant
    return row


def view(database: Database, row: Row) -> dict[str, Any]:
    """Return a floating IP as Neutron shows it."""
    return {
        "id": row["id"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "floating_ip_address": row["floating_ip_address"],
        "floating_network_id": row["floating_network_id"],
        "router_id": row["router_id"],
        "port_id": row["port_id"],
        "fixed_ip_address": row["fixed_ip_address"],
        "status": "ACTIVE" if row["port_id"] else "DOWN",
        "description": row["description"],
        "port_details": _port_details(database, row["port_id"]),
        "qos_policy_id": None,
        "tags": tags.of(database, row["id"]),
        **stamps(row),
    }


def _port_details(database: Database, port_id: str | None) -> dict[str, Any] | None:
    if not port_id:
        return None
    port = ports.find(database, port_id)
    if port is None:
        return None
    details = {name: port[name] for name in PORT_DETAILS}
    return {**details, "admin_state_up": bool(port["admin_state_up"])}
