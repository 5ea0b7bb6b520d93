"""Interfaces of a server (``os-interface``): listed, attached, detached."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api import schemas
from mini_nova_sandbox.compute.api.servers import servers
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import ApiError, BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import allocate_for_instance as network
from mini_nova_sandbox.network import nw_info
from mini_nova_sandbox.virt.driver import DriverError

ATTACH = {
    "type": "object",
    "properties": {
        "interfaceAttachment": {
            "type": "object",
            "properties": {
                "net_id": schemas.UUID,
                "port_id": schemas.UUID,
                "fixed_ips": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 1,
                    "items": {
                        "type": "object",
                        "properties": {"ip_address": {"type": "string", "maxLength": 45}},
                        "required": ["ip_address"],
                    },
                },
                "tag": schemas.TAG,
            },
            "additionalProperties": False,
        }
    },
    "required": ["interfaceAttachment"],
    "additionalProperties": False,
}


def index(call: Call) -> Answer:
    """All of them."""
    instance = servers.found(call)
    return Answer(body={"interfaceAttachments": [_view(call, vif) for vif in instance["nw_info"]]})


def show(call: Call) -> Answer:
    """The one of a port."""
    instance = servers.found(call)
    return Answer(body={"interfaceAttachment": _view(call, _vif(instance, call.path["port_id"]))})


async def create(call: Call) -> Answer:
    """Plugs a port, or a new one on a network."""
    given = call.body["interfaceAttachment"]
    if given.get("net_id") and given.get("port_id"):
        raise BadRequest("Must not input both network_id and port_id")
    if given.get("fixed_ips") and not given.get("net_id"):
        raise BadRequest("Must input network_id when request IP address")
    wanted = {"uuid": given.get("net_id"), "port": given.get("port_id"), "tag": given.get("tag")}
    if given.get("fixed_ips"):
        wanted["fixed_ip"] = given["fixed_ips"][0]["ip_address"]
    instance = servers.found(call)
    servers.refuse_locked(call, instance)
    vif = await plug(call, instance, {name: value for name, value in wanted.items() if value})
    return Answer(200, {"interfaceAttachment": _view(call, vif)})


async def delete(call: Call) -> Answer:
    """Unplugs a port."""
    instance = servers.found(call)
    servers.refuse_locked(call, instance)
    _vif(instance, call.path["port_id"])
    await unplug(call, instance, call.path["port_id"])
    return Answer(202)


async def plug(call: Call, instance: Instance, wanted: dict[str, Any]) -> dict[str, Any]:
    """Attaches an interface; the driver's refusal takes it back. Raises Conflict, BadRequest."""
    _must_run(instance)
    database = call.cloud.database
    try:
        with database.transaction():
            asked = network.resolve_networks(
                database, instance["project_id"], [wanted] if wanted else None, call.caller.is_admin
            )
            if not asked:
                raise BadRequest("The project has no network to attach an interface to.")
            vif = network.attach(database, instance, instance["host"], asked[0])
            nw_info.refresh(database, instance["uuid"])
    except network.NetworkError as error:
        raise BadRequest(str(error)) from error
    try:
        await call.cloud.driver.attach_interface(guest_of(instance), vif)
    except DriverError as error:
        with database.transaction():
            network.detach(database, instance["uuid"], vif["id"])
            nw_info.refresh(database, instance["uuid"])
        raise ApiError(
            f"Failed to attach network adapter device to {instance['uuid']}: {error}"
        ) from error
    return vif


async def unplug(call: Call, instance: Instance, port_id: str) -> None:
    """Detaches an interface. Raises Conflict."""
    _must_run(instance)
    try:
        await call.cloud.driver.detach_interface(guest_of(instance), _vif(instance, port_id))
    except DriverError as error:
        raise Conflict(str(error)) from error
    with call.cloud.database.transaction():
        network.detach(call.cloud.database, instance["uuid"], port_id)
        nw_info.refresh(call.cloud.database, instance["uuid"])


def _must_run(instance: Instance) -> None:
    if not instance["host"] or instance["vm_state"] in (states.BUILDING, states.ERROR):
        raise Conflict(
            f"Cannot 'attach_interface' instance {instance['uuid']} while it is in vm_state {instance['vm_state']}"
        )


def _vif(instance: Instance, port_id: str) -> dict[str, Any]:
    for vif in instance["nw_info"]:
        if vif["id"] == port_id:
            return dict(vif)
    raise NotFound(f"Instance {instance['uuid']} does not have port with id {port_id}")


def _view(call: Call, vif: dict[str, Any]) -> dict[str, Any]:
    port = call.cloud.database.row("SELECT * FROM ports WHERE id = ?", vif["id"])
    rows = call.cloud.database.rows(
        "SELECT subnet_id, ip_address FROM ip_allocations WHERE port_id = ? ORDER BY number",
        vif["id"],
    )
    shown = {
        "net_id": vif["network"]["id"],
        "port_id": vif["id"],
        "mac_addr": vif["address"],
        "port_state": port["status"] if port else "DOWN",
        "fixed_ips": [
            {"subnet_id": row["subnet_id"], "ip_address": row["ip_address"]} for row in rows
        ],
    }
    if call.version >= (2, 70):
        shown["tag"] = port["tag"] if port else None
    return shown


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/os-interface", index),
    Operation("POST", "/servers/{server_id}/os-interface", create, schema=ATTACH),
    Operation("GET", "/servers/{server_id}/os-interface/{port_id}", show),
    Operation("DELETE", "/servers/{server_id}/os-interface/{port_id}", delete),
)
