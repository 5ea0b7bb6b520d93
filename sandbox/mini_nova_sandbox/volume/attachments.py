"""Attachments of volumes to servers, and how they decide a volume's status.

An attachment is reserved for a server, connected to a host, and completed. The volume's status
follows the attachment that has come furthest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import json_columns, states, volumes
from mini_nova_sandbox.volume.volumes import Volume

Attachment = dict[str, Any]
JSON_COLUMNS = ("connection_info",)
STATUS_OF_VOLUME = {  # by the attachment's, the one that has come furthest first
    states.ATTACHED: states.IN_USE,
    states.ATTACHING: states.ATTACHING,
    states.RESERVED: states.RESERVED,
}
SHAREABLE = (states.AVAILABLE, states.IN_USE, states.RESERVED, states.ATTACHING)


def find(database: Database, attachment_id: str) -> Attachment | None:
    """Return the attachment with an id, or None."""
    row = database.row("SELECT * FROM volume_attachments WHERE id = ?", attachment_id)
    return None if row is None else json_columns.parse(row, JSON_COLUMNS)


def of_volume(database: Database, volume_id: str) -> list[Attachment]:
    """Return the attachments of a volume, the oldest first."""
    rows = database.rows(
        "SELECT * FROM volume_attachments WHERE volume_id = ? ORDER BY created_at, id", volume_id
    )
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def of_instance(database: Database, instance_uuid: str) -> list[Attachment]:
    """Return the attachments of a server, the oldest first."""
    rows = database.rows(
        "SELECT * FROM volume_attachments WHERE instance_uuid = ? ORDER BY created_at, id",
        instance_uuid,
    )
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def list_all(database: Database) -> list[Attachment]:
    """Return every attachment, the newest first, with the project of its volume."""
    rows = database.rows(
        "SELECT volume_attachments.*, project_id FROM volume_attachments"
        " JOIN volumes ON volumes.id = volume_id ORDER BY volume_attachments.created_at DESC,"
        " volume_attachments.id DESC"
    )
    return [json_columns.parse(row, JSON_COLUMNS) for row in rows]


def reserve(database: Database, volume: Volume, instance_uuid: str | None) -> str:
    """Reserve a volume for a server and return the attachment's id. Raises BadRequest."""
    _require_reservable(database, volume, instance_uuid)
    attachment_id = chance.new_uuid("attachment")
    row = {
        "id": attachment_id,
        "volume_id": volume["id"],
        "instance_uuid": instance_uuid,
        "status": states.RESERVED,
        "attach_mode": "null",
        "connection_info": {},
        "created_at": clock.now(),
    }
    database.insert("volume_attachments", json_columns.dump(row, JSON_COLUMNS))
    update_volume(database, volume["id"])
    return attachment_id


def _require_reservable(database: Database, volume: Volume, instance_uuid: str | None) -> None:
    """Raise BadRequest, in Cinder's words, unless a volume can be reserved for a server."""
    volume_id = volume["id"]
    status = volume["status"]
    if "error" in status:
        raise BadRequest(
            "Invalid volume: Volume attachments can not be created if the volume is in an error "
            f"state. The Volume {volume_id} currently has a status of: {status} "
        )
    if status in (states.AVAILABLE, states.DOWNLOADING):
        return
    is_shared = volume["multiattach"] and status in SHAREABLE
    if is_shared or _is_reserved_for(database, volume, instance_uuid):
        return
    raise BadRequest(
        f"Invalid volume: Volume {volume_id} status must be available or downloading to reserve, "
        f"but the current status is {status}."
    )


def _is_reserved_for(database: Database, volume: Volume, instance_uuid: str | None) -> bool:
    """Tell whether a volume is reserved for this very server, as when it moves to another host."""
    if instance_uuid is None:
        return False
    uuids = {item["instance_uuid"] for item in of_volume(database, volume["id"])}
    return uuids == {instance_uuid}


def connect(database: Database, attachment: Attachment, connector: Mapping[str, Any]) -> None:
    """Connect an attachment to a host: its volume is attaching.

    ``connector`` describes the host: ``host``, ``mountpoint``, and ``mode`` (rw or ro).
    """
    mode = connector.get("mode") or "rw"
    changes = {
        "status": states.ATTACHING,
        "attached_host": connector.get("host"),
        "mountpoint": connector.get("mountpoint"),
        "attach_mode": mode,
        "connection_info": _connection_info(attachment, mode),
    }
    _change(database, attachment["id"], changes)
    update_volume(database, attachment["volume_id"])


def _connection_info(attachment: Attachment, mode: str) -> dict[str, Any]:
    volume_id = attachment["volume_id"]
    return {
        "device_path": f"/dev/sandbox/{volume_id}",
        "qos_specs": None,
        "access_mode": mode,
        "encrypted": False,
        "cacheable": False,
        "driver_volume_type": "local",
        "attachment_id": attachment["id"],
        "enforce_multipath": False,
    }


def complete(database: Database, attachment: Attachment) -> None:
    """Complete an attachment: its volume is in use."""
    changes = {"status": states.ATTACHED, "attached_at": clock.now()}
    _change(database, attachment["id"], changes)
    update_volume(database, attachment["volume_id"])


def disconnect(database: Database, attachment: Attachment) -> None:
    """Take an attachment back to where it was reserved: no host has its volume."""
    changes: dict[str, Any] = {
        "status": states.RESERVED,
        "attached_host": None,
        "attach_mode": "null",
        "connection_info": {},
        "attached_at": None,
    }
    _change(database, attachment["id"], changes)
    update_volume(database, attachment["volume_id"])


def bind_to_host(database: Database, instance_uuid: str, host: str) -> None:
    """Bind the attachments of a server to the host that it has moved to."""
    database.run(
        "UPDATE volume_attachments SET attached_host = ?"
        " WHERE instance_uuid = ? AND attached_host IS NOT NULL",
        host,
        instance_uuid,
    )


def require_no_server(database: Database, attachment: Attachment) -> None:
    """Raise Conflict if a server has the volume: it has to let go of it, not the storage."""
    instance_uuid = attachment["instance_uuid"]
    is_used = database.value(
        "SELECT 1 FROM instances"
        " WHERE uuid = ? AND deleted = 0 AND instr(block_device_mapping, ?) > 0",
        instance_uuid,
        attachment["id"],
    )
    if is_used:
        raise Conflict(
            f"ConflictNovaUsingAttachment: Detach volume from instance {instance_uuid} using the "
            "Compute API"
        )


def begin_detach(database: Database, volume: Volume) -> None:
    """Say that a volume in use is detaching. Raises BadRequest for any other."""
    if volume["status"] != states.IN_USE:
        raise BadRequest(
            "Invalid volume: Unable to detach volume. Volume status must be 'in-use' and "
            "attach_status must be 'attached' to detach."
        )
    volumes.change(database, volume["id"], status=states.DETACHING)


def delete(database: Database, attachment: Attachment) -> None:
    """Delete an attachment: without another one, its volume is available."""
    database.delete("volume_attachments", id=attachment["id"])
    update_volume(database, attachment["volume_id"])


def update_volume(database: Database, volume_id: str) -> None:
    """Give a volume the status that its attachments call for."""
    statuses = {attachment["status"] for attachment in of_volume(database, volume_id)}
    status = states.AVAILABLE
    for attachment_status, volume_status in STATUS_OF_VOLUME.items():
        if attachment_status in statuses:
            status = volume_status
            break
    volumes.change(database, volume_id, status=status)


def _change(database: Database, attachment_id: str, changes: Mapping[str, Any]) -> None:
    values = json_columns.dump(changes, JSON_COLUMNS)
    database.update("volume_attachments", values, id=attachment_id)
