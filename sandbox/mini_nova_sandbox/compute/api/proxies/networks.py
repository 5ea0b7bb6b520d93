"""Networks as Nova proxied them before 2.36."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network.networks import VISIBLE
from mini_nova_sandbox.state.database import Row

LAST = before(NO_PROXIES)
NULLS = (  # what nova-network knew of a network, null with Neutron
    "cidr",
    "netmask",
    "gateway",
    "broadcast",
    "dns1",
    "dns2",
    "cidr_v6",
    "gateway_v6",
    "netmask_v6",
    "created_at",
    "updated_at",
    "deleted_at",
    "deleted",
    "injected",
    "bridge",
    "vlan",
    "vpn_public_address",
    "vpn_public_port",
    "vpn_private_address",
    "dhcp_start",
    "project_id",
    "host",
    "bridge_interface",
    "multi_host",
    "priority",
    "rxtx_base",
    "mtu",
    "dhcp_server",
    "enable_dhcp",
    "share_address",
)


def networks(call: Call) -> Answer:
    """List the networks that the caller sees, by id and name as with Neutron."""
    view = _full_view if call.caller.is_admin else _brief_view
    rows = _visible_networks(call)
    views = [view(row) for row in rows]
    return Answer(body={"networks": views})


def tenant_networks(call: Call) -> Answer:
    """List the same networks for ``os-tenant-networks``."""
    rows = _visible_networks(call)
    views = [_tenant_view(row) for row in rows]
    return Answer(body={"networks": views})


def tenant_network(call: Call) -> Answer:
    """Show one network for ``os-tenant-networks``."""
    return Answer(body={"network": _tenant_view(_find(call))})


def network(call: Call) -> Answer:
    """Show one network."""
    view = _full_view if call.caller.is_admin else _brief_view
    return Answer(body={"network": view(_find(call))})


def _find(call: Call) -> Row:
    for row in _visible_networks(call):
        if row["id"] == call.path["network_id"]:
            return row
    raise NotFound("Network not found")


def _visible_networks(call: Call) -> list[Row]:
    caller = call.caller
    return call.database.rows(
        f"SELECT id, name FROM networks WHERE {VISIBLE} ORDER BY name, id",  # noqa: S608 - constants
        caller.is_admin,
        caller.project_id,
    )


def _brief_view(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "label": row["name"]}


def _tenant_view(row: Row) -> dict[str, Any]:
    return {**_brief_view(row), "cidr": "None"}


def _full_view(row: Row) -> dict[str, Any]:
    return {**_brief_view(row), **dict.fromkeys(NULLS)}


OPERATIONS = (
    Operation("GET", "/os-networks", networks, until=LAST),
    Operation("GET", "/os-networks/{network_id}", network, until=LAST),
    Operation("GET", "/os-tenant-networks", tenant_networks, until=LAST),
    Operation("GET", "/os-tenant-networks/{network_id}", tenant_network, until=LAST),
)
