"""Actions about a server's addresses and security groups, as Nova passes them on to the network service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.servers.interfaces import plug, unplug
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.network import floating_ips, ports, security_groups

GROUP = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 255}},
    "required": ["name"],
}
NETWORK = {"type": "object", "properties": {"networkId": schemas.UUID}, "required": ["networkId"]}
ADDRESS = {
    "type": "object",
    "properties": {
        "address": {"type": "string", "maxLength": 45},
        "fixed_address": {"type": "string", "maxLength": 45},
    },
    "required": ["address"],
}


def add_security_group(call: Call, instance: Instance, given: Any) -> Answer:
    """Puts the server's ports into a group."""
    group = _group(call, given["name"])
    if group["name"] in instance["security_groups"]:
        raise BadRequest(
            f"Security group {group['id']} is already associated with the instance {instance['uuid']}"
        )
    return _with_groups(call, instance, [*instance["security_groups"], group["name"]])


def remove_security_group(call: Call, instance: Instance, given: Any) -> Answer:
    """Takes the server's ports out of a group."""
    group = _group(call, given["name"])
    if group["name"] not in instance["security_groups"]:
        raise NotFound(
            f"Security group {group['id']} not associated with the instance {instance['uuid']}"
        )
    return _with_groups(
        call, instance, [name for name in instance["security_groups"] if name != group["name"]]
    )


def _group(call: Call, name: str) -> Any:
    group = security_groups.find(call.cloud.database, call.caller.project_id, name)
    if group is None:
        raise NotFound(f"Security group {name} not found.")
    return group


def _with_groups(call: Call, instance: Instance, names: list[str]) -> Answer:
    database = call.cloud.database
    instances.change(database, instance["uuid"], security_groups=names)
    found = [security_groups.find(database, instance["project_id"], name) for name in names]
    ports.set_security_groups(
        database, instance["uuid"], [group["id"] for group in found if group is not None]
    )
    return Answer(202)


async def add_fixed_ip(call: Call, instance: Instance, given: Any) -> Answer:
    """One more interface on a network."""
    await plug(call, instance, {"uuid": given["networkId"]})
    return Answer(202)


async def remove_fixed_ip(call: Call, instance: Instance, given: Any) -> Answer:
    """The interface of an address goes."""
    await unplug(call, instance, _port_of(instance, given["address"]))
    return Answer(202)


async def add_floating_ip(call: Call, instance: Instance, given: Any) -> Answer:
    """Lets a floating IP lead to the server."""
    fixed = given.get("fixed_address")
    if not instance["nw_info"]:
        raise BadRequest("No fixed IPs associated to instance")
    port_id = _port_of(instance, fixed) if fixed else instance["nw_info"][0]["id"]
    with call.cloud.database.transaction():
        floating_ips.associate_address(
            call.cloud.database, instance["project_id"], given["address"], port_id, fixed
        )
    return Answer(202)


async def remove_floating_ip(call: Call, instance: Instance, given: Any) -> Answer:
    """Lets it lead nowhere."""
    owners = {ip["address"] for one in _ips(instance) for ip in one.get("floating_ips", ())}
    if given["address"] not in owners:
        raise Conflict(
            f"Floating IP {given['address']} is not associated with instance {instance['uuid']}."
        )
    with call.cloud.database.transaction():
        floating_ips.associate_address(
            call.cloud.database, instance["project_id"], given["address"], None, None
        )
    return Answer(202)


def _port_of(instance: Instance, address: str) -> str:
    for vif in instance["nw_info"]:
        if any(
            ip["address"] == address for subnet in vif["network"]["subnets"] for ip in subnet["ips"]
        ):
            return str(vif["id"])
    raise BadRequest(f"Fixed IP {address} not found for instance {instance['uuid']}")


def _ips(instance: Instance) -> list[dict[str, Any]]:
    return [
        ip
        for vif in instance["nw_info"]
        for subnet in vif["network"]["subnets"]
        for ip in subnet["ips"]
    ]


WAITING: Mapping[str, Callable[[Call, Instance, Any], Awaitable[Answer]]] = {
    "addFixedIp": add_fixed_ip,
    "removeFixedIp": remove_fixed_ip,
    "addFloatingIp": add_floating_ip,
    "removeFloatingIp": remove_floating_ip,
}
