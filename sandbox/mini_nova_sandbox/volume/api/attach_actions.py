"""The actions by which a volume was attached before there were attachments of their own."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.volume import attachments, states, volumes
from mini_nova_sandbox.volume.attachments import Attachment
from mini_nova_sandbox.volume.volumes import Volume


def reserve(call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Reserve a volume: it is attaching. Raises BadRequest."""
    status = volume["status"]
    expected = [states.AVAILABLE]
    if volume["multiattach"]:
        expected.append(states.IN_USE)
    if status not in expected:
        words = " or ".join(expected)
        raise BadRequest(
            f"Invalid volume: Volume status must be {words} to reserve, but the status is {status}."
        )
    volumes.change(call.database, volume["id"], status=states.ATTACHING)
    return Answer(202)


def unreserve(call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Take back ``os-reserve``."""
    if volume["status"] == states.ATTACHING:
        attachments.update_volume(call.database, volume["id"])
    return Answer(202)


def attach(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Attach a volume to a server or a host. Raises BadRequest."""
    database = call.database
    volume_id = volume["id"]
    mode = arguments.get("mode", "rw")
    if volume["readonly"] and mode != "ro":
        raise BadRequest(f"Invalid attaching mode '{mode}' for volume {volume_id}.")
    if volume["status"] not in (states.AVAILABLE, states.ATTACHING):
        raise BadRequest("Invalid volume: volume must be available or attaching to be attached.")
    volumes.change(database, volume_id, status=states.AVAILABLE)
    free_volume = {**volume, "status": states.AVAILABLE}
    attachment_id = attachments.reserve(database, free_volume, arguments.get("instance_uuid"))
    connector = {
        "host": arguments.get("host_name"),
        "mountpoint": arguments["mountpoint"],
        "mode": mode,
    }
    attachments.connect(database, _attachment(call, attachment_id), connector)
    attachments.complete(database, _attachment(call, attachment_id))
    return Answer(202)


def _attachment(call: Call, attachment_id: str) -> Attachment:
    attachment = attachments.find(call.database, attachment_id)
    assert attachment is not None, "it was reserved"  # noqa: S101 - an invariant
    return attachment


def detach(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Delete an attachment of a volume, or its only one. Raises BadRequest, Conflict."""
    own_attachments = attachments.of_volume(call.database, volume["id"])
    attachment_id = (arguments or {}).get("attachment_id")
    if attachment_id:
        own_attachments = [item for item in own_attachments if item["id"] == attachment_id]
        if not own_attachments:
            raise BadRequest(
                "Error detaching volume - VolumeAttachmentNotFound: Volume attachment could not be "
                f"found with filter: attachment_id = {attachment_id}."
            )
    if len(own_attachments) > 1:
        raise BadRequest(
            "Error detaching volume - InvalidVolume: Invalid volume: Detach volume failed: More "
            "than one attachment, but no attachment_id provided."
        )
    for attachment in own_attachments:
        attachments.require_no_server(call.database, attachment)
    for attachment in own_attachments:
        attachments.delete(call.database, attachment)
    if not own_attachments:
        attachments.update_volume(call.database, volume["id"])
    return Answer(202)


def force_detach(call: Call, volume: Volume, arguments: Any) -> Answer:
    """Delete an attachment as admin, whatever its server says."""
    call.caller.require_admin()
    return detach(call, volume, arguments)


def begin_detaching(call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Say that a volume is detaching. Raises BadRequest."""
    attachments.begin_detach(call.database, volume)
    return Answer(202)


def roll_detaching(call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Take back ``os-begin_detaching``."""
    if volume["status"] == states.DETACHING:
        volumes.change(call.database, volume["id"], status=states.IN_USE)
    return Answer(202)


def initialize_connection(call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Answer how a host reaches a volume."""
    data = {
        "device_path": f"/dev/sandbox/{volume['id']}",
        "qos_specs": None,
        "access_mode": "ro" if volume["readonly"] else "rw",
        "encrypted": False,
        "cacheable": False,
        "enforce_multipath": False,
    }
    info = {"driver_volume_type": "local", "data": data, "enforce_multipath": False}
    return Answer(200, {"connection_info": info})


def terminate_connection(call: Call, volume: Volume, _arguments: Any) -> Answer:
    """Say that a host no longer reaches a volume. Raises Conflict if a server has it."""
    for attachment in attachments.of_volume(call.database, volume["id"]):
        attachments.require_no_server(call.database, attachment)
    return Answer(202)
