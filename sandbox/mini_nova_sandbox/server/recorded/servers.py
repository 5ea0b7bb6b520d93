"""The servers of a recording: on the recorded hosts, in the recorded states.

A server that was in a transition is in the state that it came from. One that was being built is in
ERROR: nobody goes on with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import migrations, states
from mini_nova_sandbox.network import nw_info
from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.server.recorded.moments import created_at, optional
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database

Record = dict[str, Any]
INTERRUPTED: Record = {
    "code": 500,
    "message": "The server was being built when its cloud was recorded.",
    "created_at": "",
}
NO_FAULT: Record = {"code": None, "message": None, "created_at": None}
SHELVED = (states.SHELVED, states.SHELVED_OFFLOADED)


def insert(database: Database, recording: Document, owner: str) -> None:
    """Insert the servers, which belong to a user. Their volumes and addresses come later."""
    shelved_images = _shelved_images(recording)
    rows = []
    for server in recording["servers"]:
        row = _row(server, owner)
        if server["vm_state"] in SHELVED:
            row["shelved_image_id"] = shelved_images.get(
                (server["id"], f"{server['name']}-shelved")
            )
        rows.append(row)
    database.insert_many("instances", rows)
    for server in recording["servers"]:
        if server["vm_state"] == states.RESIZED:
            _insert_migration(database, server, owner)


def _row(server: Record, owner: str) -> dict[str, Any]:
    return {
        **_naming_columns(server, owner),
        **_flavor_columns(server["flavor"]),
        **_place_columns(server),
        **_state_columns(server),
        **_request_columns(server),
    }


def _naming_columns(server: Record, owner: str) -> dict[str, Any]:
    return {
        "uuid": server["id"],
        "display_name": server["name"],
        "display_description": server["description"],
        "hostname": server["hostname"] or server["id"],
        "user_id": owner,
        "project_id": server["project_id"],
        "reservation_id": server["reservation_id"] or f"r-{server['id'][:8]}",
        "launch_index": server["launch_index"],
        "metadata": json.dumps(server["metadata"]),
        "tags": json.dumps(server["tags"]),
    }


def _flavor_columns(flavor: Record) -> dict[str, Any]:
    return {
        "flavor_name": flavor["name"],
        "flavor_id": flavor["id"] or chance.new_uuid("flavor"),
        "memory_mb": flavor["ram"],
        "vcpus": flavor["vcpus"],
        "root_gb": flavor["disk"],
        "ephemeral_gb": flavor["ephemeral"],
        "swap": flavor["swap"],
        "rxtx_factor": 1.0,
        "extra_specs": json.dumps(flavor["extra_specs"]),
    }


def _place_columns(server: Record) -> dict[str, Any]:
    """Return the columns that say where a server is, and where a resize came from."""
    columns = {
        "host": server["host"],
        "node": server["host"],
        "availability_zone": server["zone"],
        "pinned_availability_zone": server["pinned_zone"],
        "server_group_id": server["server_group_id"],
        "old_host": None,
        "old_flavor": None,
        "old_vm_state": None,
        "shelved_image_id": None,
    }
    if server["vm_state"] == states.RESIZED:
        was_stopped = server["power_state"] == states.POWER_SHUTDOWN
        columns["old_host"] = server["old_host"] or server["host"]
        columns["old_flavor"] = json.dumps(_flavor_columns(server["flavor"]))
        columns["old_vm_state"] = states.STOPPED if was_stopped else states.ACTIVE
    return columns


def _state_columns(server: Record) -> dict[str, Any]:
    is_interrupted = server["vm_state"] == states.BUILDING
    fault = INTERRUPTED if is_interrupted else server["fault"] or NO_FAULT
    moment = created_at(server["created_at"])
    fault_at = created_at(fault["created_at"]) if fault["code"] else None
    return {
        "vm_state": states.ERROR if is_interrupted else server["vm_state"],
        "task_state": None,
        "power_state": states.POWER_NOSTATE if is_interrupted else server["power_state"],
        "progress": 0 if is_interrupted else 100,
        "locked": int(server["locked"]),
        "locked_by": "owner" if server["locked"] else None,
        "locked_reason": server["locked_reason"],
        "fault_code": fault["code"],
        "fault_message": fault["message"],
        "fault_details": "",
        "fault_at": fault_at,
        "created_at": moment,
        "updated_at": moment,
        "launch_time": optional(server["launched_at"]),
        "deleted": 0,
    }


def _request_columns(server: Record) -> dict[str, Any]:
    """Return the columns that a request for a new server fills."""
    return {
        "image_ref": server["image_id"] or "",
        "image_properties": json.dumps(server["image_properties"]),
        "key_name": server["key_name"],
        "config_drive": int(server["config_drive"]),
        "access_ip_v4": server["access_ipv4"],
        "access_ip_v6": server["access_ipv6"],
        "auto_disk_config": int(server["disk_config"] == "AUTO"),
        "root_device_name": server["root_device_name"],
        "security_groups": json.dumps(server["security_groups"]),
        "scheduler_hints": json.dumps(server["scheduler_hints"]),
        "block_device_mapping": "[]",
        "nw_info": "[]",
    }


def _shelved_images(recording: Document) -> Mapping[tuple[str, str], str]:
    """Return the ids of the images that Nova kept of servers, by the server's id and their name."""
    return {
        (image["properties"].get("instance_uuid", ""), image["name"] or ""): image["id"]
        for image in recording["images"]
    }


def _insert_migration(database: Database, server: Record, owner: str) -> None:
    """Insert the record of a resize that waits to be confirmed or reverted."""
    database.insert(
        "migrations",
        {
            "uuid": chance.new_uuid("migration"),
            "instance_uuid": server["id"],
            "migration_type": migrations.RESIZE,
            "status": migrations.FINISHED,
            "source_compute": server["old_host"] or server["host"] or "",
            "dest_compute": server["host"],
            "user_id": owner,
            "project_id": server["project_id"],
            "created_at": created_at(server["created_at"]),
        },
    )


def complete(database: Database, recording: Document) -> None:
    """Give the servers' rows their block devices and addresses, which exist by now."""
    devices = _devices(recording)
    for server in recording["servers"]:
        vifs = nw_info.build_vifs(database, server["id"])
        changes = {
            "nw_info": json.dumps(vifs),
            "block_device_mapping": json.dumps(devices.get(server["id"], [])),
        }
        database.update("instances", changes, uuid=server["id"])


def _devices(recording: Document) -> dict[str, list[Record]]:
    """Return the block devices of each server, from its volumes' attachments."""
    servers = {server["id"]: server for server in recording["servers"]}
    devices: dict[str, list[Record]] = {}
    for volume in recording["volumes"]:
        for attachment in volume["attachments"]:
            server = servers[attachment["server_id"]]
            device = _device(server, volume["id"], attachment)
            devices.setdefault(server["id"], []).append(device)
    for items in devices.values():
        items.sort(key=lambda device: str(device["device_name"]))
    return devices


def _device(server: Record, volume_id: str, attachment: Record) -> Record:
    """Return the block device of a volume; that of a server without an image may be its root."""
    is_root = not server["image_id"] and attachment["device"] == server["root_device_name"]
    is_deleted = any(
        item["id"] == volume_id and item["delete_on_termination"] for item in server["volumes"]
    )
    return {
        "bdm_uuid": chance.new_uuid("block device"),
        "source_type": "volume",
        "destination_type": "volume",
        "volume_id": volume_id,
        "attachment_id": attachment["id"],
        "device_name": attachment["device"],
        "boot_index": 0 if is_root else None,
        "delete_on_termination": is_deleted,
        "tag": None,
    }
