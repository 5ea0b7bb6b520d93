"""The volumes of a server (``os-volume_attachments``): list, show, attach, change, detach."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import block_storage, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.compute.api.servers import volume_schemas
from mini_nova_sandbox.compute.api.servers.attach_volume import attach_volume
from mini_nova_sandbox.compute.api.servers.dispatch import cast_to_host, record_action
from mini_nova_sandbox.compute.api.servers.preconditions import (
    requested_server,
    require_state,
    require_unlocked,
)
from mini_nova_sandbox.compute.api.servers.swap_volume import swap_volume
from mini_nova_sandbox.compute.block_storage import Device
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume import volumes

DETACH_STATES = (
    states.ACTIVE,
    states.PAUSED,
    states.SUSPENDED,
    states.STOPPED,
    states.RESIZED,
    states.SOFT_DELETED,
    states.SHELVED,
    states.SHELVED_OFFLOADED,
)
FIXED = {"device": "device_name", "tag": "tag"}  # members that an update cannot change


def index(call: Call) -> Answer:
    """List a server's volumes; ``limit`` and ``offset`` choose a page."""
    instance = requested_server(call)
    devices = block_storage.volume_devices(instance)
    if call.version >= microversions.ATTACHMENT_ID:
        devices = [device for device in devices if device["attachment_id"]]
    offset = call.query_number("offset", 0)
    limit = call.query_number("limit", len(devices)) or len(devices)
    page = devices[offset : offset + limit]
    views = [_view(call, instance, device) for device in page]
    return Answer(body={"volumeAttachments": views})


def show(call: Call) -> Answer:
    """Show one of a server's volumes. Raises NotFound."""
    instance = requested_server(call)
    device = _requested_device(call, instance)
    return Answer(body={"volumeAttachment": _view(call, instance, device)})


def create(call: Call) -> Answer:
    """Attach a volume; before 2.101 the answer names its device.

    Raises BadRequest, Conflict, NotFound.
    """
    instance = requested_server(call)
    require_unlocked(call, instance)
    body = call.body["volumeAttachment"]
    device = attach_volume(call, instance, body)
    if call.version >= microversions.ASYNC_ATTACHMENT:
        return Answer(202)
    view = {
        "id": device["volume_id"],
        "serverId": instance["uuid"],
        "volumeId": device["volume_id"],
        "device": device["device_name"],
    }
    if call.version >= microversions.DEVICE_TAGS:
        view["tag"] = device["tag"]
    if call.version >= microversions.VOLUME_DELETION:
        view["delete_on_termination"] = device["delete_on_termination"]
    return Answer(200, {"volumeAttachment": view})


def update(call: Call) -> Answer:
    """Change what becomes of a volume with its server (from 2.85), or swap it for another.

    Raises BadRequest, Conflict, NotFound.
    """
    instance = requested_server(call)
    require_unlocked(call, instance)
    body = call.body["volumeAttachment"]
    volume_id = call.path["volume_id"]
    is_swap = body["volumeId"] != volume_id
    if is_swap or call.version < microversions.UPDATE_VOLUME:
        call.caller.require_admin("os_compute_api:os-volumes-attachments:swap")
    if call.version < microversions.UPDATE_VOLUME:
        swap_volume(call, instance, volume_id, body["volumeId"])
        return Answer(202)
    _update_device(call, instance, body)
    if is_swap:
        swap_volume(call, instance, volume_id, body["volumeId"])
    return Answer(202)


def _update_device(call: Call, instance: Instance, body: dict[str, Any]) -> None:
    """Set ``delete_on_termination``; the other members of the body have to be as they are."""
    device = _requested_device(call, instance)
    current = {
        "id": device["volume_id"],
        "serverId": instance["uuid"],
        **{member: device[name] for member, name in FIXED.items()},
    }
    for member, value in current.items():
        if member in body and body[member] != value:
            raise BadRequest(f"The {member} property is not mutable")
    if "delete_on_termination" in body:
        is_deleted = body["delete_on_termination"] in TRUE
        changed = {**device, "delete_on_termination": is_deleted}
        block_storage.save_device(call.database, instance["uuid"], changed)


def delete(call: Call) -> Answer:
    """Detach a volume, unless it is the root disk. Raises BadRequest, Conflict, NotFound."""
    instance = requested_server(call)
    volume_id = call.path["volume_id"]
    database = call.database
    volumes.find_for_caller(database, volume_id, call.caller)
    device = _requested_device(call, instance)
    if device["boot_index"] == 0:
        raise BadRequest("Cannot detach a root device volume")
    require_unlocked(call, instance)
    require_state(instance, "detach_volume", DETACH_STATES)
    if not instance["host"]:
        block_storage.let_go(database, device)
        block_storage.remove_device(database, instance["uuid"], device["bdm_uuid"])
        return Answer(202)
    block_storage.begin_detach(database, volume_id, call.request_id)
    record_action(call, instance, "detach_volume")
    cast_to_host(call, instance, "detach_volume", volume_id=volume_id)
    return Answer(202)


def _requested_device(call: Call, instance: Instance) -> Device:
    """Return the block device of the path's volume. Raises NotFound."""
    volume_id = call.path["volume_id"]
    device = block_storage.find_device(instance, volume_id)
    is_shown = call.version < microversions.ATTACHMENT_ID or call.method != "GET"
    if device is None or not (is_shown or device["attachment_id"]):
        uuid = instance["uuid"]
        raise NotFound(f"Instance {uuid} is not attached to volume {volume_id}")
    return device


def _view(call: Call, instance: Instance, device: Device) -> dict[str, Any]:
    volume_id = device["volume_id"]
    view = {
        "serverId": instance["uuid"],
        "volumeId": volume_id,
        "device": device["device_name"],
    }
    if call.version < microversions.ATTACHMENT_ID:
        view["id"] = volume_id
    if call.version >= microversions.DEVICE_TAGS:
        view["tag"] = device["tag"]
    if call.version >= microversions.VOLUME_DELETION:
        view["delete_on_termination"] = device["delete_on_termination"]
    if call.version >= microversions.ATTACHMENT_ID:
        view["attachment_id"] = device["attachment_id"]
        view["bdm_uuid"] = device["bdm_uuid"]
    return view


_ATTACHMENTS = "/servers/{server_id}/os-volume_attachments"
_ATTACHMENT = f"{_ATTACHMENTS}/{{volume_id}}"
OPERATIONS = (
    Operation("GET", _ATTACHMENTS, index),
    Operation("POST", _ATTACHMENTS, create, schema=volume_schemas.attach),
    Operation("GET", _ATTACHMENT, show),
    Operation("PUT", _ATTACHMENT, update, schema=volume_schemas.update),
    Operation("DELETE", _ATTACHMENT, delete),
)
