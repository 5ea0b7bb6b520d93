"""The volumes of a recording, with their types, snapshots and attachments."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.server.recorded.moments import created_at, optional
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import ZONE
from mini_nova_sandbox.volume import (
    attachments,
    backend,
    content,
    json_columns,
    states,
    types,
    volumes,
)

Record = dict[str, Any]
SNAPSHOT_COLUMNS = ("metadata",)
# A volume or snapshot that was in a transition is as if that had ended well.
LASTING = (
    states.AVAILABLE,
    states.IN_USE,
    states.ERROR,
    "error_deleting",
    states.ERROR_EXTENDING,
    states.ERROR_RESTORING,
)


def insert(database: Database, recording: Document, owner: str) -> None:
    """Insert them; the volumes belong to a user. Raises NotFound for a type that it lacks."""
    _insert_types(database, recording)
    type_ids: dict[str | None, str] = {
        item["name"]: item["id"] for item in types.list_all(database)
    }
    default_id: str = types.default(database)["id"]
    hosts = {server["id"]: server["host"] for server in recording["servers"]}
    for volume in recording["volumes"]:
        type_id = type_ids.get(volume["volume_type"], default_id)
        _insert_volume(database, volume, type_id, owner)
        for attachment in volume["attachments"]:
            _insert_attachment(database, volume, attachment, hosts[attachment["server_id"]])
    for snapshot in recording["snapshots"]:
        _insert_snapshot(database, snapshot, owner)


def _insert_types(database: Database, recording: Document) -> None:
    """Insert the types, one of which is the default; without any, those of a new cloud."""
    items = recording["volume_types"]
    defaults = [item["id"] for item in items if item["is_default"]] or [
        item["id"] for item in items
    ]
    moment = clock.now()
    for item in items:
        row = {
            **item,
            "is_public": int(item["is_public"]),
            "is_default": int(item["id"] == defaults[0]),
            "created_at": moment,
            "updated_at": moment,
        }
        database.insert("volume_types", json_columns.dump(row, types.JSON_COLUMNS))
    content.create(database)


def _insert_volume(database: Database, volume: Record, type_id: str, owner: str) -> None:
    moment = created_at(volume["created_at"])
    readonly = volume["readonly"]
    row = {
        "id": volume["id"],
        "name": volume["name"],
        "description": volume["description"],
        "project_id": volume["project_id"],
        "user_id": owner,
        "size": volume["size"],
        "status": _status(volume),
        "availability_zone": volume["zone"] or ZONE,
        "volume_type_id": type_id,
        "snapshot_id": volume["snapshot_id"],
        "source_volid": volume["source_volume_id"],
        "image_id": volume["image_metadata"].get("image_id"),
        "metadata": volume["metadata"],
        "image_metadata": volume["image_metadata"] or None,
        "readonly": None if readonly is None else int(readonly),
        "bootable": int(volume["bootable"]),
        "multiattach": int(volume["multiattach"]),
        "host": backend.POOL,
        "created_at": moment,
        "updated_at": moment,
    }
    database.insert("volumes", json_columns.dump(row, volumes.JSON_COLUMNS))


def _status(record: Record) -> str:
    """Return a status that lasts."""
    status: str = record["status"]
    if status in LASTING:
        return status
    return states.IN_USE if record.get("attachments") else states.AVAILABLE


def _insert_attachment(
    database: Database, volume: Record, attachment: Record, host: str | None
) -> None:
    """Insert an attachment: complete, or reserved for a server that is on no host."""
    attached_at = optional(attachment["attached_at"]) or clock.now()
    row = {
        "id": attachment["id"],
        "volume_id": volume["id"],
        "instance_uuid": attachment["server_id"],
        "status": states.RESERVED,
        "attach_mode": "null",
        "connection_info": {},
        "created_at": attached_at,
    }
    database.insert("volume_attachments", json_columns.dump(row, attachments.JSON_COLUMNS))
    if host is None:
        attachments.update_volume(database, volume["id"])
        return
    connector = {"host": host, "mountpoint": attachment["device"]}
    attachments.connect(database, row, connector)
    attachments.complete(database, row)
    database.update("volume_attachments", {"attached_at": attached_at}, id=attachment["id"])


def _insert_snapshot(database: Database, snapshot: Record, owner: str) -> None:
    moment = created_at(snapshot["created_at"])
    row = {
        **snapshot,
        "user_id": owner,
        "status": _status(snapshot),
        "progress": "100%",
        "created_at": moment,
        "updated_at": moment,
    }
    database.insert("volume_snapshots", json_columns.dump(row, SNAPSHOT_COLUMNS))
