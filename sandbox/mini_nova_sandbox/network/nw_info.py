"""``nw_info``: the VIFs of an instance down to their addresses, and their legacy form."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

from mini_nova_sandbox.network import ports
from mini_nova_sandbox.state.database import Database, Row

Vif = dict[str, Any]


def build_vifs(database: Database, instance_uuid: str) -> list[Vif]:
    """Return the VIFs of an instance, in the order of its ports' creation."""
    return [build_vif(database, port) for port in ports.instance_ports(database, instance_uuid)]


def refresh(database: Database, instance_uuid: str) -> None:
    """Update what an instance's row has of its ports, from which the API shows it.

    Without ports it keeps the names of the security groups that its next ports will be in.
    """
    vifs = build_vifs(database, instance_uuid)
    changes = {"nw_info": json.dumps(vifs)}
    if vifs:
        names = ports.security_group_names(database, instance_uuid)
        changes["security_groups"] = json.dumps(names)
    database.update("instances", changes, uuid=instance_uuid, deleted=0)


def build_vif(database: Database, port: Row) -> Vif:
    """Return a port as a VIF."""
    return {
        "id": port["id"],
        "address": port["mac_address"],
        "network": _network(database, port),
        "type": "bridge",
        "vnic_type": port["vnic_type"],
        "devname": f"tap{port['id'][:11]}",
        "ovs_interfaceid": None,
        "qbh_params": None,
        "qbg_params": None,
        "active": port["status"] == "ACTIVE",
        "profile": {},
        "details": {"port_filter": True},
        "preserve_on_delete": not port["made_for_instance"],
        "meta": {},
    }


def _network(database: Database, port: Row) -> dict[str, Any]:
    """Return a port's network, with the subnets of the port's addresses."""
    network = database.row("SELECT * FROM networks WHERE id = ?", port["network_id"])
    assert network is not None, "ports.network_id is a foreign key"  # noqa: S101 - an invariant
    addresses_by_subnet: dict[str, list[str]] = {}
    allocations = database.rows(
        "SELECT * FROM ip_allocations WHERE port_id = ? ORDER BY number", port["id"]
    )
    for row in allocations:
        addresses_by_subnet.setdefault(row["subnet_id"], []).append(row["ip_address"])
    subnets = [
        _subnet(database, port, subnet_id, addresses)
        for subnet_id, addresses in addresses_by_subnet.items()
    ]
    return {
        "id": network["id"],
        "label": network["name"],
        "bridge": network["bridge"],
        "meta": {"injected": False, "tenant_id": network["project_id"], "mtu": network["mtu"]},
        "subnets": subnets,
    }


def _subnet(database: Database, port: Row, subnet_id: str, addresses: list[str]) -> dict[str, Any]:
    """Return a subnet with a port's addresses in it."""
    row = database.row("SELECT * FROM subnets WHERE id = ?", subnet_id)
    assert row is not None, "ip_allocations.subnet_id is a foreign key"  # noqa: S101 - an invariant
    gateway = row["gateway_ip"]
    has_dhcp = row["enable_dhcp"] and gateway
    nameservers = json.loads(row["dns_nameservers"])
    routes = json.loads(row["host_routes"])
    return {
        "cidr": row["cidr"],
        "gateway": _ip(gateway, "gateway"),
        "dns": [_ip(address, "dns") for address in nameservers],
        "routes": [_route(route) for route in routes],
        "version": row["ip_version"],
        "meta": {"dhcp_server": gateway} if has_dhcp else {},
        "ips": [_fixed_ip(database, port, address) for address in addresses],
    }


def _route(route: dict[str, str]) -> dict[str, Any]:
    return {
        "cidr": route.get("destination"),
        "gateway": _ip(route.get("nexthop"), "gateway"),
        "interface": None,
    }


def _fixed_ip(database: Database, port: Row, address: str) -> dict[str, Any]:
    """Return a fixed address with the floating IPs that lead to it."""
    rows = database.rows(
        "SELECT floating_ip_address FROM floating_ips"
        " WHERE port_id = ? AND fixed_ip_address = ? ORDER BY created_at",
        port["id"],
        address,
    )
    floating_ips = [_ip(row["floating_ip_address"], "floating") for row in rows]
    return {**_ip(address, "fixed"), "floating_ips": floating_ips}


def _ip(address: str | None, kind: str) -> dict[str, Any]:
    """Return an address with its version; both are None if there is no address."""
    version = None
    if address:
        version = ipaddress.ip_address(address).version
    return {"address": address, "type": kind, "version": version, "meta": {}}


def legacy(vifs: list[Vif]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return a (network, mapping) pair for each VIF, as Essex gave them to its drivers. Pure."""
    return [(_legacy_network(vif), _legacy_mapping(vif)) for vif in vifs]


def _legacy_network(vif: Vif) -> dict[str, Any]:
    network = vif["network"]
    meta = network["meta"]
    v4_subnets = _subnets_of_version(network, 4)
    v6_subnets = _subnets_of_version(network, 6)
    return {
        "bridge": network["bridge"],
        "id": network["id"],
        "cidr": v4_subnets[0]["cidr"] if v4_subnets else None,
        "cidr_v6": v6_subnets[0]["cidr"] if v6_subnets else None,
        "vlan": meta.get("vlan"),
        "injected": meta.get("injected", False),
        "multi_host": meta.get("multi_host", False),
        "bridge_interface": meta.get("bridge_interface"),
    }


def _legacy_mapping(vif: Vif) -> dict[str, Any]:
    network = vif["network"]
    v4_subnets = _subnets_of_version(network, 4)
    v6_subnets = _subnets_of_version(network, 6)
    meta = vif["meta"]
    mapping: dict[str, Any] = {
        "label": network["label"],
        "broadcast": None,
        "mac": vif["address"],
        "vif_uuid": vif["id"],
        "vif_type": vif["type"],
        "rxtx_cap": meta.get("rxtx_cap", 0),
        "dns": _nameservers(network),
        "ips": _legacy_ips(v4_subnets),
        "gateway": None,
        "dhcp_server": None,
        "should_create_bridge": True,
        "should_create_vlan": False,
    }
    if v4_subnets:
        v4_subnet = v4_subnets[0]
        mapping["broadcast"] = _broadcast_address(v4_subnet)
        mapping["gateway"] = v4_subnet["gateway"]["address"]
        mapping["dhcp_server"] = v4_subnet["meta"].get("dhcp_server")
    if v6_subnets:
        mapping["ip6s"] = _legacy_ips(v6_subnets)
        mapping["gateway_v6"] = v6_subnets[0]["gateway"]["address"]
    return mapping


def _nameservers(network: dict[str, Any]) -> list[str]:
    addresses = []
    for subnet in network["subnets"]:
        addresses += [nameserver["address"] for nameserver in subnet["dns"]]
    return addresses


def _broadcast_address(subnet: dict[str, Any]) -> str:
    network = ipaddress.ip_network(subnet["cidr"])
    return str(network.broadcast_address)


def _legacy_ips(subnets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ips = []
    for subnet in subnets:
        ips += [_legacy_ip(ip, subnet) for ip in subnet["ips"]]
    return ips


def _legacy_ip(ip: dict[str, Any], subnet: dict[str, Any]) -> dict[str, Any]:
    network = ipaddress.ip_network(subnet["cidr"])
    netmask = str(network.netmask) if network.version == 4 else str(network.prefixlen)
    return {
        "ip": ip["address"],
        "netmask": netmask,
        "enabled": "1",
        "gateway": subnet["gateway"]["address"],
    }


def _subnets_of_version(network: dict[str, Any], version: int) -> list[dict[str, Any]]:
    return [subnet for subnet in network["subnets"] if subnet["version"] == version]
