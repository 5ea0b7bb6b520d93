"""Rows of networks: insert, find, delete, and show as Neutron does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.network import tags
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

ADMIN_ONLY = (
    "shared",
    "router:external",
    "provider:network_type",
    "provider:physical_network",
    "provider:segmentation_id",
)
COLUMNS = {  # by attribute
    "name": "name",
    "description": "description",
    "admin_state_up": "admin_state_up",
    "shared": "shared",
    "router:external": "external",
    "mtu": "mtu",
    "port_security_enabled": "port_security_enabled",
}
SHARED = (  # networks to use: to whoever owns it, and to whom an RBAC policy shares it with
    "(? OR shared = 1 OR ? IN (SELECT networks.project_id UNION ALL"
    " SELECT target_project FROM rbac_policies WHERE object_id = networks.id))"
)
VISIBLE = f"(external = 1 OR {SHARED})"


def insert(
    database: Database,
    network_id: str,
    project_id: str,
    attributes: Mapping[str, Any],
    *,
    bridge: str = "br-int",
) -> None:
    """Insert a network with a request's attributes."""
    created_at = clock.now()
    database.insert(
        "networks",
        {
            "id": network_id,
            "name": attributes.get("name") or "",
            "project_id": project_id,
            "description": attributes.get("description") or "",
            "admin_state_up": int(attributes.get("admin_state_up", True)),
            "shared": int(attributes.get("shared", False)),
            "external": int(attributes.get("router:external", False)),
            "mtu": attributes.get("mtu") or 1500,
            "bridge": bridge,
            "network_type": attributes.get("provider:network_type") or "flat",
            "physical_network": attributes.get("provider:physical_network") or None,
            "segmentation_id": attributes.get("provider:segmentation_id"),
            "port_security_enabled": int(attributes.get("port_security_enabled", True)),
            "created_at": created_at,
            "updated_at": created_at,
            "revision": 1,
        },
    )


def create(database: Database, project_id: str, attributes: Mapping[str, Any]) -> str:
    """Create a network with a request's attributes, and return its id."""
    network_id = chance.new_uuid("network")
    insert(database, network_id, project_id, attributes)
    return network_id


def find(database: Database, network_id: str, caller: Caller) -> Row | None:
    """Return the network with an id; None if the caller cannot see it."""
    return database.row(
        f"SELECT * FROM networks WHERE id = ? AND {VISIBLE}",  # noqa: S608 - a constant
        network_id,
        caller.is_admin,
        caller.project_id or None,
    )


def delete(database: Database, network_id: str) -> None:
    """Delete a network with its subnets. Raises Conflict if it has ports."""
    rows = database.rows("SELECT id FROM ports WHERE network_id = ? LIMIT 100", network_id)
    if rows:
        port_ids = ",".join(row["id"] for row in rows)
        raise Conflict(
            f"Unable to complete operation on network {network_id}. There are one or more ports "
            f"still in use on the network, id for these ports is: {port_ids}.",
            kind="NetworkInUse",
        )
    database.delete("rbac_policies", object_id=network_id)
    database.delete("networks", id=network_id)


def view(database: Database, row: Row, *, admin: bool) -> dict[str, Any]:
    """Return a network as Neutron shows it; admins see its provider, too."""
    subnets = database.rows(
        "SELECT id FROM subnets WHERE network_id = ? ORDER BY created_at, id", row["id"]
    )
    network: dict[str, Any] = {
        "id": row["id"],
        "name": row["name"],
        "tenant_id": row["project_id"],
        "project_id": row["project_id"],
        "admin_state_up": bool(row["admin_state_up"]),
        "mtu": row["mtu"],
        "status": "ACTIVE",
        "subnets": [subnet["id"] for subnet in subnets],
        "shared": bool(row["shared"]),
        "availability_zone_hints": [],
        "availability_zones": ["nova"],
        "ipv4_address_scope": None,
        "ipv6_address_scope": None,
        "router:external": bool(row["external"]),
        "description": row["description"],
        "port_security_enabled": bool(row["port_security_enabled"]),
        "is_default": False,
        "tags": tags.of(database, row["id"]),
        **stamps(row),
    }
    if not row["external"]:
        del network["is_default"]
    if admin:
        network["provider:network_type"] = row["network_type"]
        network["provider:physical_network"] = row["physical_network"]
        network["provider:segmentation_id"] = row["segmentation_id"]
    return network


def stamps(row: Row) -> dict[str, Any]:
    """Return the times and the revision that every resource of Neutron shows."""
    return {
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "revision_number": row["revision"],
    }
