"""Images of servers that boot from volumes: no data, but snapshots of all their volumes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import block_storage
from mini_nova_sandbox.compute.block_storage import Device
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import Forbidden, NotFound, TooLarge
from mini_nova_sandbox.http.validation import schema_problem
from mini_nova_sandbox.image import images
from mini_nova_sandbox.image.checksums import Checksums
from mini_nova_sandbox.state.database import Row
from mini_nova_sandbox.volume import volumes
from mini_nova_sandbox.volume.create_snapshot import create_snapshot

PROPERTY = "block_device_mapping"  # of an image: the block devices of its servers, as JSON
KEPT = ("boot_index", "delete_on_termination", "device_name", "guest_format")
ABSENT = ("volume_id", "image_id", "no_device", "device_type", "disk_bus", "volume_type", "tag")

SIZE = {"type": ["integer", "null"], "minimum": 1, "maximum": 2**31 - 1}
INDEX = {"type": ["integer", "null"], "minimum": -1, "maximum": 99}
TEXT_OR_NULL = {"type": ["string", "null"], "maxLength": 255}
MAPPING = {  # the schema of that property
    "type": "array",
    "maxItems": 26,
    "items": {
        "type": "object",
        "properties": {
            "source_type": {"enum": ["snapshot"]},
            "destination_type": {"enum": ["volume"]},
            "snapshot_id": {"type": "string", "maxLength": 36},
            "boot_index": INDEX,
            "volume_size": SIZE,
            "volume_type": TEXT_OR_NULL,
            "device_name": TEXT_OR_NULL,
            "guest_format": TEXT_OR_NULL,
            "tag": TEXT_OR_NULL,
        },
        "required": ["source_type", "destination_type", "snapshot_id"],
    },
}


def create_volume_image(
    call: Call, instance: Instance, name: str, metadata: Mapping[str, Any]
) -> str:
    """Snapshot all volumes of a server, and return the id of an active image that names them.

    Raises BadRequest, Forbidden, NotFound.
    """
    mapping = [
        _snapshot(call, device, f"snapshot for {name}")
        for device in block_storage.volume_devices(instance)
    ]
    properties = {
        "base_image_ref": instance["image_ref"],
        **metadata,
        PROPERTY: json.dumps(mapping),
        "bdm_v2": "True",
        "root_device_name": instance["root_device_name"],
    }
    image_id = images.insert(
        call.database,
        {
            "name": name,
            "owner": call.caller.project_id or instance["project_id"],
            "visibility": "private",
            "disk_format": "raw",
            "container_format": "bare",
            "properties": json.dumps(properties),
        },
    )
    images.path(call.cloud.settings, image_id).touch()
    images.record_data(call.database, image_id, Checksums())
    return image_id


def _snapshot(call: Call, device: Device, name: str) -> Device:
    """Snapshot the volume of a device, and return the device that comes from the snapshot."""
    volume = volumes.find(call.database, device["volume_id"])
    if volume is None:
        raise NotFound(f"Volume {device['volume_id']} could not be found.")
    values = {"name": name, "description": ""}
    user_id = call.caller.user_id
    try:
        snapshot = create_snapshot(call.cloud, volume, user_id, values, takes_in_use=True)
    except TooLarge as error:
        raise Forbidden(error.message) from error
    return {
        **dict.fromkeys(ABSENT),
        **{member: device.get(member) for member in KEPT},
        "source_type": "snapshot",
        "destination_type": "volume",
        "snapshot_id": snapshot["id"],
        "volume_size": volume["size"],
    }


def devices_of_image(image: Row | None) -> list[Device]:
    """Return the block devices that an image brings along, in the shape of a create request.

    They are snapshots; a property that says anything else is ignored.
    """
    if image is None:
        return []
    try:
        mapping = json.loads(images.properties(image).get(PROPERTY, "[]"))
    except (TypeError, ValueError):
        return []
    if schema_problem(MAPPING, mapping):
        return []
    return [{**device, "uuid": device["snapshot_id"]} for device in mapping]
