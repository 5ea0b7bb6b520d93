"""The actions that add and remove a server's addresses, as Nova proxied them before 2.44."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.servers import addresses
from mini_nova_sandbox.compute.api.servers.interfaces import attach, detach
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.network import floating_ips


async def add_fixed_ip(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Attach another interface on a network."""
    network_id = arguments["networkId"]
    await attach(call, instance, {"uuid": network_id})
    return Answer(202)


async def remove_fixed_ip(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Detach the interface that has an address."""
    port_id = _port_id(instance, arguments["address"])
    await detach(call, instance, port_id)
    return Answer(202)


async def add_floating_ip(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Associate a floating IP with the server, by default with its first port."""
    if not instance["nw_info"]:
        raise BadRequest("No fixed IPs associated to instance")
    port_id = instance["nw_info"][0]["id"]
    fixed_address = arguments.get("fixed_address")
    if fixed_address:
        port_id = _port_id(instance, fixed_address)
    address = arguments["address"]
    _associate(call, instance, address, port_id, fixed_address)
    return Answer(202)


async def remove_floating_ip(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Disassociate a floating IP from the server."""
    address = arguments["address"]
    sql = "SELECT 1 FROM floating_ips WHERE floating_ip_address = ?"
    if call.database.value(sql, address) is None:
        raise NotFound(f"Floating IP not found for address {address}.")
    if address not in _floating_addresses(instance):
        uuid = instance["uuid"]
        raise Conflict(f"Floating IP {address} is not associated with instance {uuid}.")
    _associate(call, instance, address, None, None)
    return Answer(202)


def _associate(
    call: Call, instance: Instance, address: str, port_id: str | None, fixed_address: str | None
) -> None:
    """Associate a floating IP with a port, or with none. Raises NotFound, BadRequest."""
    database = call.database
    try:
        with database.transaction():
            floating_ips.associate_address(
                database, instance["project_id"], address, port_id, fixed_address
            )
    except Conflict as error:
        message = f"Floating IP {address} association has failed."
        raise BadRequest(message) from error


def _floating_addresses(instance: Instance) -> set[str]:
    floating_addresses = set()
    for vif in instance["nw_info"]:
        floating_addresses |= {ip["address"] for ip in addresses.floating_ips(vif)}
    return floating_addresses


def _port_id(instance: Instance, address: str) -> str:
    """Return the port with a fixed IP. Raises BadRequest if the server has no such IP."""
    for vif in instance["nw_info"]:
        fixed_addresses = [ip["address"] for ip in addresses.fixed_ips(vif)]
        if address in fixed_addresses:
            return str(vif["id"])
    uuid = instance["uuid"]
    raise BadRequest(f"Fixed IP {address} not found for instance {uuid}")
