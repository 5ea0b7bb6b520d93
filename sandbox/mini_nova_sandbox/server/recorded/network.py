"""The networks of a recording, with all that Neutron keeps on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mini_nova_sandbox.network import addresses, floating_ips, pools, port_owners, routers, tags
from mini_nova_sandbox.network.ip_text import parse_address, parse_network
from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.server.recorded.moments import created_at
from mini_nova_sandbox.state.database import Database

Record = dict[str, Any]
DEFAULT_TYPE = "flat"


def insert(database: Database, recording: Document) -> None:
    """Insert everything but the floating IPs. Raises BadRequest."""
    for network in recording["networks"]:
        _insert_network(database, network)
    for subnet in recording["subnets"]:
        _insert_subnet(database, subnet)
    for group in recording["security_groups"]:
        _insert_group(database, group)
    for router in recording["routers"]:
        _insert_router(database, router)
    _insert_ports(database, recording)


def _common(record: Record, revision: int = 1) -> dict[str, Any]:
    """Return the columns that all of Neutron's resources have."""
    moment = created_at(record["created_at"])
    return {
        "id": record["id"],
        "name": record.get("name", ""),
        "project_id": record["project_id"],
        "description": record["description"],
        "created_at": moment,
        "updated_at": moment,
        "revision": revision,
    }


def _tag(database: Database, record: Record) -> None:
    tags.replace(database, record["id"], record["tags"])


def _flags(record: Record, *names: str) -> dict[str, int]:
    return {name: int(record[name]) for name in names}


def _insert_network(database: Database, network: Record) -> None:
    flags = ("admin_state_up", "shared", "external", "port_security_enabled")
    row = {
        **_common(network),
        **_flags(network, *flags),
        "mtu": network["mtu"],
        "bridge": "br-int",
        "network_type": network["network_type"] or DEFAULT_TYPE,
        "physical_network": network["physical_network"],
        "segmentation_id": network["segmentation_id"],
    }
    database.insert("networks", row)
    _tag(database, network)


def _insert_subnet(database: Database, subnet: Record) -> None:
    network = parse_network(subnet["cidr"])
    requested = subnet["allocation_pools"]
    # Whether the gateway is in a pool is the cloud's business.
    allocation_pools = pools.choose(network, None, requested) if requested else []
    row = {
        **_common(subnet, revision=0),
        "network_id": subnet["network_id"],
        "ip_version": network.version,
        "cidr": str(network),
        "gateway_ip": subnet["gateway_ip"],
        "enable_dhcp": int(subnet["enable_dhcp"]),
        "dns_nameservers": json.dumps(subnet["dns_nameservers"]),
        "host_routes": json.dumps(subnet["host_routes"]),
        "allocation_pools": json.dumps(allocation_pools),
        "ipv6_address_mode": subnet["ipv6_address_mode"],
        "ipv6_ra_mode": subnet["ipv6_ra_mode"],
    }
    database.insert("subnets", row)
    _tag(database, subnet)


def _insert_group(database: Database, group: Record) -> None:
    row = {**_common(group), "stateful": int(group["stateful"])}
    database.insert("security_groups", row)
    shared_columns = {
        "security_group_id": group["id"],
        "project_id": group["project_id"],
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
    }
    rules = [{**rule, **shared_columns} for rule in group["rules"]]
    database.insert_many("security_group_rules", rules)
    _tag(database, group)


def _insert_router(database: Database, router: Record) -> None:
    row = {
        **_common(router),
        **_flags(router, "admin_state_up", "distributed", "ha", "enable_snat"),
        "routes": json.dumps(router["routes"]),
    }
    database.insert("routers", row)
    _tag(database, router)


def _open_gateway(database: Database, router: Record) -> None:
    """Give a router the port of its gateway, if the recording's login could not see it."""
    network_id = router["gateway_network_id"]
    if network_id is None or routers.gateway_port(database, router["id"]) is not None:
        return
    routers.set_gateway(
        database, router["id"], {"network_id": network_id, "enable_snat": router["enable_snat"]}
    )


def _insert_ports(database: Database, recording: Document) -> None:
    hosts = {server["id"]: server["host"] for server in recording["servers"]}
    subnets = {subnet["id"]: subnet for subnet in recording["subnets"]}
    for port in recording["ports"]:
        database.insert("ports", _port_row(port, hosts))
        database.insert_many("ip_allocations", list(_allocations(port, subnets)))
        _tag(database, port)


def _port_row(port: Record, hosts: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the row of a port. ``hosts`` are those of the servers, by their ids.

    Nova names none of the ports that it makes, and deletes those alone with their server.
    """
    is_of_server = port["device_id"] in hosts
    host = port["host"] or hosts.get(port["device_id"]) or ""
    return {
        **_common(port),
        **_flags(port, "admin_state_up", "port_security_enabled"),
        "network_id": port["network_id"],
        "mac_address": port["mac_address"],
        "status": port["status"],
        "device_id": port["device_id"],
        "device_owner": port["device_owner"],
        "host": host or ("unbound" if is_of_server else ""),
        "vnic_type": port["vnic_type"] or "normal",
        "security_groups": json.dumps(port["security_groups"]),
        "allowed_address_pairs": json.dumps(port["allowed_address_pairs"]),
        "made_for_instance": int(is_of_server and not port["name"]),
    }


def _allocations(port: Record, subnets: Mapping[str, Record]) -> Iterable[dict[str, Any]]:
    """Yield the rows of a port's addresses. Raises BadRequest for one that is not of its subnet."""
    for fixed_ip in port["fixed_ips"]:
        subnet = subnets[fixed_ip["subnet_id"]]
        address = addresses.host_address(subnet, fixed_ip["ip_address"])
        yield {
            "subnet_id": subnet["id"],
            "ip_address": address,
            "number": addresses.padded_number(address),
            "port_id": port["id"],
        }


def insert_floating_ips(database: Database, recording: Document) -> None:
    """Insert the floating IPs, and the gateways, which take other addresses.

    Raises BadRequest, Conflict, NoMoreAddresses.
    """
    for floating_ip in recording["floating_ips"]:
        database.insert("floating_ips", _floating_ip_row(database, floating_ip))
        _tag(database, floating_ip)
    for router in recording["routers"]:
        _open_gateway(database, router)


def _floating_ip_row(database: Database, floating_ip: Record) -> dict[str, Any]:
    row = _common(floating_ip, revision=0)
    del row["name"]
    return {
        **row,
        "floating_network_id": floating_ip["floating_network_id"],
        "floating_ip_address": str(parse_address(floating_ip["floating_ip_address"])),
        "holder_port_id": _holder(database, floating_ip),
        "port_id": floating_ip["port_id"],
        "router_id": floating_ip["router_id"],
        "fixed_ip_address": floating_ip["fixed_ip_address"],
    }


def _holder(database: Database, floating_ip: Record) -> str:
    """Return the id of the port that holds the address: only admins have seen, and recorded it."""
    sql = "SELECT id FROM ports WHERE device_id = ? AND device_owner = ?"
    port_id: str | None = database.value(sql, floating_ip["id"], port_owners.FLOATING_IP)
    if port_id is not None:
        return port_id
    network_id = floating_ip["floating_network_id"]
    network = database.row("SELECT * FROM networks WHERE id = ?", network_id)
    assert network is not None, "the document is checked"  # noqa: S101 - an invariant
    return floating_ips.create_holder_port(
        database, network, floating_ip["id"], floating_ip["floating_ip_address"]
    )
