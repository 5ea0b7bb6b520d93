"""A volume as the API shows it."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.volume import attachments, backend, states, types
from mini_nova_sandbox.volume.api import microversions
from mini_nova_sandbox.volume.volumes import Volume

View = dict[str, Any]


def brief_view(call: Call, volume: Volume) -> View:
    """Return id, name and links, as ``GET /volumes`` lists them."""
    return {
        "id": volume["id"],
        "name": volume["name"],
        "links": _links(call, volume["id"]),
    }


def full_view(call: Call, volume: Volume) -> View:
    """Return all of a volume that the caller may see, as ``GET /volumes/ID`` shows it."""
    view = changed_view(call, volume)
    view["os-vol-tenant-attr:tenant_id"] = volume["project_id"]
    if call.caller.is_admin:
        view["os-vol-mig-status-attr:migstat"] = volume["migration_status"]
        view["os-vol-mig-status-attr:name_id"] = None
        view["os-vol-host-attr:host"] = volume["host"]
    if volume["image_metadata"]:
        view["volume_image_metadata"] = volume["image_metadata"]
    return view


def changed_view(call: Call, volume: Volume) -> View:
    """Return a volume as create and update answer it."""
    volume_type = types.find(call.database, volume["volume_type_id"])
    view = {
        "id": volume["id"],
        "status": volume["status"],
        "size": volume["size"],
        "availability_zone": volume["availability_zone"],
        "created_at": clock.bare_stamp(volume["created_at"]),
        "updated_at": clock.bare_stamp(volume["updated_at"]),
        "name": volume["name"],
        "description": volume["description"],
        "volume_type": volume_type["name"] if volume_type else None,
        "snapshot_id": volume["snapshot_id"],
        "source_volid": volume["source_volid"],
        "metadata": _metadata(volume),
        "links": _links(call, volume["id"]),
        "user_id": volume["user_id"],
        "bootable": "true" if volume["bootable"] else "false",
        "encrypted": False,
        "replication_status": None,
        "consistencygroup_id": None,
        "multiattach": bool(volume["multiattach"]),
        "attachments": _attachments(call, volume),
        "migration_status": volume["migration_status"] if call.caller.is_admin else None,
    }
    return view | _later_members(call, volume)


def _later_members(call: Call, volume: Volume) -> View:
    """Return the members that came with microversions."""
    view: View = {}
    if call.version >= microversions.GROUPS:
        view["group_id"] = None
    if call.version >= microversions.PROVIDER_ID and call.caller.is_admin:
        view["provider_id"] = None
    if call.version >= microversions.SHARED_TARGETS:
        is_made = volume["host"] is not None
        view["shared_targets"] = not is_made
        view["service_uuid"] = backend.SERVICE_UUID if is_made else None
    if call.version >= microversions.CLUSTER_NAME and call.caller.is_admin:
        view["cluster_name"] = None
    if call.version >= microversions.VOLUME_TYPE_ID:
        view["volume_type_id"] = volume["volume_type_id"]
    if call.version >= microversions.CONSUMES_QUOTA:
        view["consumes_quota"] = True
    return view


def _metadata(volume: Volume) -> dict[str, str]:
    """Return the metadata, and among them whether the volume is read-only if that was said."""
    metadata: dict[str, str] = dict(volume["metadata"])
    if volume["readonly"] is not None:
        metadata["readonly"] = str(bool(volume["readonly"]))
    return metadata


def _links(call: Call, volume_id: str) -> list[dict[str, str]]:
    path = f"{call.caller.project_id}/volumes/{volume_id}"
    return [
        {"rel": "self", "href": f"{call.root}/volume/v3/{path}"},
        {"rel": "bookmark", "href": f"{call.root}/volume/{path}"},
    ]


def _attachments(call: Call, volume: Volume) -> list[View]:
    """Return the complete attachments of a volume."""
    volume_id = volume["id"]
    return [
        {
            "id": volume_id,
            "attachment_id": attachment["id"],
            "volume_id": volume_id,
            "server_id": attachment["instance_uuid"],
            "host_name": attachment["attached_host"] if call.caller.is_admin else None,
            "device": attachment["mountpoint"],
            "attached_at": clock.bare_stamp(attachment["attached_at"]),
        }
        for attachment in attachments.of_volume(call.database, volume_id)
        if attachment["status"] == states.ATTACHED
    ]
