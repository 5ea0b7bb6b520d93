"""Rows of networks: made, changed, removed, and as Neutron shows them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import Conflict
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

ADMIN_ONLY = (
    "shared",
    "router:external",
    "provider:network_type",
    "provider:physical_network",
    "provider:segmentation_id",
)
COLUMNS = {
    "name": "name",
    "description": "description",
    "admin_state_up": "admin_state_up",
    "shared": "shared",
    "router:external": "external",
    "mtu": "mtu",
    "port_security_enabled": "port_security_enabled",
}
VISIBLE = "(? OR shared = 1 OR external = 1 OR project_id = ?)"


def insert(
    database: Database,
    network_id: str,
    project_id: str,
    given: Mapping[str, Any],
    *,
    bridge: str = "br-int",
) -> None:
    """Writes a network as a request describes it."""
    now = clock.now()
    database.insert(
        "networks",
        {
            "id": network_id,
            "name": given.get("name") or "",
            "project_id": project_id,
            "description": given.get("description") or "",
            "admin_state_up": int(given.get("admin_state_up", True)),
            "shared": int(given.get("shared", False)),
            "external": int(given.get("router:external", False)),
            "mtu": given.get("mtu") or 1500,
            "bridge": bridge,
            "network_type": given.get("provider:network_type") or "flat",
            "physical_network": given.get("provider:physical_network") or None,
            "segmentation_id": given.get("provider:segmentation_id"),
            "port_security_enabled": int(given.get("port_security_enabled", True)),
            "created_at": now,
            "updated_at": now,
            "revision": 1,
        },
    )


def create(database: Database, project_id: str, given: Mapping[str, Any]) -> str:
    """A new network; its id."""
    network_id = str(uuid.uuid4())
    insert(database, network_id, project_id, given)
    return network_id


def find(database: Database, network_id: str, caller: Caller) -> Row | None:
    """The network of an id, if it is there for the caller."""
    return database.row(
        f"SELECT * FROM networks WHERE id = ? AND {VISIBLE}",  # noqa: S608 - a constant of this file
        network_id,
        caller.is_admin,
        caller.project_id or None,
    )


def delete(database: Database, network_id: str) -> None:
    """Removes a network and its subnets. Raises Conflict while ports are on it."""
    if database.value("SELECT 1 FROM ports WHERE network_id = ?", network_id) is not None:
        raise Conflict(
            f"Unable to complete operation on network {network_id}. There are one or more ports still in use on the "
            "network.",
            kind="NetworkInUse",
        )
    database.delete("networks", id=network_id)


def view(database: Database, row: Row, *, admin: bool) -> dict[str, Any]:
    """A network as Neutron shows it; admins see how it is provided."""
    subnets = database.rows(
        "SELECT id FROM subnets WHERE network_id = ? ORDER BY created_at, id", row["id"]
    )
    shown: dict[str, Any] = {
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
        "tags": [],
        **stamps(row),
    }
    if not row["external"]:
        shown.pop("is_default")
    if admin:
        shown["provider:network_type"] = row["network_type"]
        shown["provider:physical_network"] = row["physical_network"]
        shown["provider:segmentation_id"] = row["segmentation_id"]
    return shown


def stamps(row: Row) -> dict[str, Any]:
    """What every resource of Neutron has of its own age."""
    return {
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "revision_number": row["revision"],
    }
