"""Networks and floating IPs as Nova proxied them before 2.36."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.microversions import NO_PROXIES, before
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
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
    """List the networks that the project's servers can use, by id and name as with Neutron."""
    view = _full_view if call.caller.is_admin else _brief_view
    rows = _visible_networks(call)
    views = [view(row) for row in rows]
    return Answer(body={"networks": views})


def tenant_networks(call: Call) -> Answer:
    """List the same networks for ``os-tenant-networks``."""
    rows = _visible_networks(call)
    views = [{**_brief_view(row), "cidr": "None"} for row in rows]
    return Answer(body={"networks": views})


def network(call: Call) -> Answer:
    """Show one network."""
    for row in _visible_networks(call):
        if row["id"] == call.path["network_id"]:
            return Answer(body={"network": _full_view(row)})
    raise NotFound("Network not found")


def _visible_networks(call: Call) -> list[Row]:
    return call.database.rows(
        "SELECT id, name FROM networks WHERE external = 0 AND (shared = 1 OR project_id = ?)"
        " ORDER BY name, id",
        call.caller.project_id,
    )


def _brief_view(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "label": row["name"]}


def _full_view(row: Row) -> dict[str, Any]:
    return {**_brief_view(row), **dict.fromkeys(NULLS)}


def floating_ips(call: Call) -> Answer:
    """List the project's floating IPs."""
    rows = call.database.rows(
        "SELECT floating_ips.*, networks.name AS pool, ports.device_id FROM floating_ips"
        " JOIN networks ON networks.id = floating_network_id"
        " LEFT JOIN ports ON ports.id = floating_ips.port_id"
        " WHERE floating_ips.project_id = ? ORDER BY floating_ip_address",
        call.caller.project_id,
    )
    views = [_floating_ip_view(row) for row in rows]
    return Answer(body={"floating_ips": views})


def _floating_ip_view(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "ip": row["floating_ip_address"],
        "pool": row["pool"],
        "fixed_ip": row["fixed_ip_address"],
        "instance_id": row["device_id"] or None,
    }


def floating_ip_pools(call: Call) -> Answer:
    """List the networks that floating IPs come from."""
    rows = call.database.rows("SELECT name FROM networks WHERE external = 1 ORDER BY name")
    views = [{"name": row["name"]} for row in rows]
    return Answer(body={"floating_ip_pools": views})


OPERATIONS = (
    Operation("GET", "/os-networks", networks, until=LAST),
    Operation("GET", "/os-networks/{network_id}", network, until=LAST),
    Operation("GET", "/os-tenant-networks", tenant_networks, until=LAST),
    Operation("GET", "/os-floating-ips", floating_ips, until=LAST),
    Operation("GET", "/os-floating-ip-pools", floating_ip_pools, until=LAST),
)
