"""The volumes that are attached to a server."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.servers.block_devices import attached_volumes
from mini_nova_sandbox.compute.api.servers.preconditions import requested_server
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation


def index(call: Call) -> Answer:
    """List a server's volumes."""
    instance = requested_server(call)
    uuid = instance["uuid"]
    volumes = attached_volumes(instance)
    views = [_view(call, uuid, device) for device in volumes]
    return Answer(body={"volumeAttachments": views})


def _view(call: Call, server_id: str, device: dict[str, Any]) -> dict[str, Any]:
    volume_id = device["volume_id"]
    view = {
        "serverId": server_id,
        "volumeId": volume_id,
        "device": device.get("device_name"),
    }
    if call.version < microversions.ATTACHMENT_ID:
        view["id"] = volume_id
    if call.version >= microversions.DEVICE_TAGS:
        view["tag"] = device.get("tag")
    if call.version >= microversions.VOLUME_DELETION:
        view["delete_on_termination"] = device.get("delete_on_termination", False)
    if call.version >= microversions.ATTACHMENT_ID:
        view["attachment_id"] = volume_id
        view["bdm_uuid"] = volume_id
    return view


OPERATIONS = (Operation("GET", "/servers/{server_id}/os-volume_attachments", index),)
