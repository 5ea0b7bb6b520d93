"""``nw_info``: the VIFs of an instance as the contract has them, down to the addresses; and its legacy form."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

from mini_nova_sandbox.network import ports
from mini_nova_sandbox.state.database import Database, Row

Vif = dict[str, Any]


def build(database: Database, instance_uuid: str) -> list[Vif]:
    """The VIFs of an instance, in the order in which its ports were made."""
    return [vif(database, port) for port in ports.instance_ports(database, instance_uuid)]


def refresh(database: Database, instance_uuid: str) -> None:
    """Writes what an instance's ports now are into its row, from which the API shows it."""
    database.update(
        "instances",
        {"nw_info": json.dumps(build(database, instance_uuid))},
        uuid=instance_uuid,
        deleted=0,
    )


def vif(database: Database, port: Row) -> Vif:
    """A port as a VIF."""
    network = database.row("SELECT * FROM networks WHERE id = ?", port["network_id"])
    assert network is not None, "ports.network_id is a foreign key"  # noqa: S101 - an invariant
    allocations = database.rows(
        "SELECT * FROM ip_allocations WHERE port_id = ? ORDER BY number", port["id"]
    )
    subnet_ids = list(dict.fromkeys(row["subnet_id"] for row in allocations))
    return {
        "id": port["id"],
        "address": port["mac_address"],
        "network": {
            "id": network["id"],
            "label": network["name"],
            "bridge": network["bridge"],
            "meta": {"injected": False, "tenant_id": network["project_id"], "mtu": network["mtu"]},
            "subnets": [
                _subnet(database, port, subnet_id, allocations) for subnet_id in subnet_ids
            ],
        },
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


def _subnet(
    database: Database, port: Row, subnet_id: str, allocations: list[Row]
) -> dict[str, Any]:
    subnet = database.row("SELECT * FROM subnets WHERE id = ?", subnet_id)
    assert subnet is not None, "ip_allocations.subnet_id is a foreign key"  # noqa: S101 - an invariant
    routes = [
        {
            "cidr": route.get("destination"),
            "gateway": _ip(route.get("nexthop"), "gateway"),
            "interface": None,
        }
        for route in json.loads(subnet["host_routes"])
    ]
    return {
        "cidr": subnet["cidr"],
        "gateway": _ip(subnet["gateway_ip"], "gateway"),
        "dns": [_ip(address, "dns") for address in json.loads(subnet["dns_nameservers"])],
        "routes": routes,
        "version": subnet["ip_version"],
        "meta": {"dhcp_server": subnet["gateway_ip"]}
        if subnet["enable_dhcp"] and subnet["gateway_ip"]
        else {},
        "ips": [
            {
                **_ip(row["ip_address"], "fixed"),
                "floating_ips": _floating(database, port["id"], row["ip_address"]),
            }
            for row in allocations
            if row["subnet_id"] == subnet_id
        ],
    }


def _floating(database: Database, port_id: str, fixed: str) -> list[dict[str, Any]]:
    rows = database.rows(
        "SELECT floating_ip_address FROM floating_ips WHERE port_id = ? AND fixed_ip_address = ? ORDER BY created_at",
        port_id,
        fixed,
    )
    return [_ip(row["floating_ip_address"], "floating") for row in rows]


def _ip(address: str | None, kind: str) -> dict[str, Any]:
    """An address with its version; no address has neither."""
    version = ipaddress.ip_address(address).version if address else None
    return {"address": address, "type": kind, "version": version, "meta": {}}


def legacy(nw_info: list[Vif]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The form of before: a pair for each VIF, (network, mapping), as drivers of the Essex time were given it. Pure."""
    return [(_legacy_network(one), _legacy_mapping(one)) for one in nw_info]


def _legacy_network(one: Vif) -> dict[str, Any]:
    network = one["network"]
    v4, v6 = _by_version(network, 4), _by_version(network, 6)
    return {
        "bridge": network["bridge"],
        "id": network["id"],
        "cidr": v4[0]["cidr"] if v4 else None,
        "cidr_v6": v6[0]["cidr"] if v6 else None,
        "vlan": network["meta"].get("vlan"),
        "injected": network["meta"].get("injected", False),
        "multi_host": network["meta"].get("multi_host", False),
        "bridge_interface": network["meta"].get("bridge_interface"),
    }


def _legacy_mapping(one: Vif) -> dict[str, Any]:
    network = one["network"]
    v4, v6 = _by_version(network, 4), _by_version(network, 6)
    mapping: dict[str, Any] = {
        "label": network["label"],
        "broadcast": str(ipaddress.ip_network(v4[0]["cidr"]).broadcast_address) if v4 else None,
        "mac": one["address"],
        "vif_uuid": one["id"],
        "vif_type": one["type"],
        "rxtx_cap": one["meta"].get("rxtx_cap", 0),
        "dns": [address["address"] for subnet in network["subnets"] for address in subnet["dns"]],
        "ips": [_legacy_ip(ip, subnet) for subnet in v4 for ip in subnet["ips"]],
        "gateway": v4[0]["gateway"]["address"] if v4 else None,
        "dhcp_server": v4[0]["meta"].get("dhcp_server") if v4 else None,
        "should_create_bridge": True,
        "should_create_vlan": False,
    }
    if v6:
        mapping["ip6s"] = [_legacy_ip(ip, subnet) for subnet in v6 for ip in subnet["ips"]]
        mapping["gateway_v6"] = v6[0]["gateway"]["address"]
    return mapping


def _legacy_ip(ip: dict[str, Any], subnet: dict[str, Any]) -> dict[str, Any]:
    network = ipaddress.ip_network(subnet["cidr"])
    mask = str(network.netmask) if network.version == 4 else str(network.prefixlen)
    return {
        "ip": ip["address"],
        "netmask": mask,
        "enabled": "1",
        "gateway": subnet["gateway"]["address"],
    }


def _by_version(network: dict[str, Any], version: int) -> list[dict[str, Any]]:
    return [subnet for subnet in network["subnets"] if subnet["version"] == version]
