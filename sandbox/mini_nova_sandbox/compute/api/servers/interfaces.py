"""Interfaces of a server (``os-interface``): list, attach and detach them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import states
from mini_nova_sandbox.compute.api import microversions, schemas
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server, require_unlocked
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import ApiError, BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.network import allocate_for_instance as network
from mini_nova_sandbox.network import nw_info, ports
from mini_nova_sandbox.virt.driver import DriverError

FIXED_IP = {
    "type": "object",
    "properties": {"ip_address": {"type": "string", "maxLength": 45}},
    "required": ["ip_address"],
}
ATTACHMENT = schemas.obj(
    {
        "net_id": schemas.UUID,
        "port_id": schemas.UUID,
        "fixed_ips": {"type": "array", "minItems": 1, "maxItems": 1, "items": FIXED_IP},
        "tag": schemas.TAG,
    }
)
ATTACH = schemas.obj({"interfaceAttachment": ATTACHMENT}, "interfaceAttachment")
NO_INTERFACES = (states.BUILDING, states.ERROR)  # vm_states without changes of interfaces


def index(call: Call) -> Answer:
    """List a server's interfaces."""
    instance = requested_server(call)
    vifs = instance["nw_info"]
    views = [_view(call, vif) for vif in vifs]
    return Answer(body={"interfaceAttachments": views})


def show(call: Call) -> Answer:
    """Show the interface of a port."""
    instance = requested_server(call)
    port_id = call.path["port_id"]
    if call.database.value("SELECT 1 FROM ports WHERE id = ?", port_id) is None:
        raise NotFound(f"Port id {port_id} could not be found.")
    vif = _find_vif(instance, port_id)
    return Answer(body={"interfaceAttachment": _view(call, vif)})


async def create(call: Call) -> Answer:
    """Attach a port, or a new one on a network."""
    network_request = _network_request(call.body["interfaceAttachment"])
    instance = requested_server(call)
    require_unlocked(call, instance)
    vif = await attach(call, instance, network_request)
    return Answer(200, {"interfaceAttachment": _view(call, vif)})


async def delete(call: Call) -> Answer:
    """Detach a port; one that the server does not have is no error, as in Nova."""
    instance = requested_server(call)
    require_unlocked(call, instance)
    port_id = call.path["port_id"]
    _require_interfaces(instance)
    if port_id in [vif["id"] for vif in instance["nw_info"]]:
        await detach(call, instance, port_id)
    return Answer(202)


async def attach(call: Call, instance: Instance, network_request: dict[str, Any]) -> dict[str, Any]:
    """Attach an interface and return its VIF, undoing everything if the driver fails.

    ``network_request`` is an entry of a server's ``networks``, or empty for the project's only
    network. Raises BadRequest, Conflict, or ApiError if the driver fails.
    """
    _require_interfaces(instance)
    vif = _allocate(call, instance, network_request)
    guest = guest_of(instance)
    try:
        await call.cloud.driver.attach_interface(guest, vif)
    except DriverError as error:
        _deallocate(call, instance, vif["id"])
        uuid = instance["uuid"]
        raise ApiError(f"Failed to attach network adapter device to {uuid}: {error}") from error
    return vif


async def detach(call: Call, instance: Instance, port_id: str) -> None:
    """Detach the interface of a port. Raises Conflict, NotFound."""
    _require_interfaces(instance)
    vif = _find_vif(instance, port_id)
    guest = guest_of(instance)
    try:
        await call.cloud.driver.detach_interface(guest, vif)
    except DriverError as error:
        raise Conflict(str(error)) from error
    _deallocate(call, instance, port_id)


def _network_request(attachment: dict[str, Any]) -> dict[str, Any]:
    """Return an attachment as an entry of a server's ``networks``. Raises BadRequest."""
    network_id = attachment.get("net_id")
    port_id = attachment.get("port_id")
    fixed_ips = attachment.get("fixed_ips")
    if network_id and port_id:
        raise BadRequest("Must not input both network_id and port_id")
    if fixed_ips and not network_id:
        raise BadRequest("Must input network_id when request IP address")
    members = {
        "uuid": network_id,
        "port": port_id,
        "tag": attachment.get("tag"),
    }
    if fixed_ips:
        members["fixed_ip"] = fixed_ips[0]["ip_address"]
    return {name: value for name, value in members.items() if value}


def _allocate(call: Call, instance: Instance, network_request: dict[str, Any]) -> dict[str, Any]:
    """Bind a port to the server and return its VIF. Raises BadRequest, Conflict, Forbidden."""
    database = call.database
    requests = [network_request] if network_request else None
    try:
        with database.transaction():
            resolved = network.resolve_networks(
                database, instance["project_id"], requests, call.caller.is_admin
            )
            if not resolved:
                raise BadRequest("The project has no network to attach an interface to.")
            resolved_request = resolved[0]
            vif = network.attach(database, instance, instance["host"], resolved_request)
            nw_info.refresh(database, instance["uuid"])
    except network.NetworkError as error:
        raise BadRequest(str(error)) from error
    return vif


def _deallocate(call: Call, instance: Instance, port_id: str) -> None:
    database = call.database
    with database.transaction():
        network.detach(database, instance["uuid"], port_id)
        nw_info.refresh(database, instance["uuid"])


def _require_interfaces(instance: Instance) -> None:
    """Raise Conflict for a server whose interfaces cannot change now."""
    vm_state = instance["vm_state"]
    if vm_state in NO_INTERFACES or not instance["host"]:
        uuid = instance["uuid"]
        raise Conflict(
            f"Cannot 'attach_interface' instance {uuid} while it is in vm_state {vm_state}"
        )


def _find_vif(instance: Instance, port_id: str) -> dict[str, Any]:
    for vif in instance["nw_info"]:
        if vif["id"] == port_id:
            return dict(vif)
    uuid = instance["uuid"]
    raise NotFound(f"Instance {uuid} does not have port with id {port_id}")


def _view(call: Call, vif: dict[str, Any]) -> dict[str, Any]:
    database = call.database
    port = ports.find(database, vif["id"])
    view = {
        "net_id": vif["network"]["id"],
        "port_id": vif["id"],
        "mac_addr": vif["address"],
        "port_state": port["status"] if port else "DOWN",
        "fixed_ips": ports.fixed_ips(database, vif["id"]),
    }
    if call.version >= microversions.DEVICE_TAGS:
        view["tag"] = port["tag"] if port else None
    return view


OPERATIONS = (
    Operation("GET", "/servers/{server_id}/os-interface", index, parameters=()),
    Operation("POST", "/servers/{server_id}/os-interface", create, schema=ATTACH),
    Operation("GET", "/servers/{server_id}/os-interface/{port_id}", show),
    Operation("DELETE", "/servers/{server_id}/os-interface/{port_id}", delete),
)
