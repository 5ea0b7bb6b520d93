"""Block devices of servers.

There is no block storage service: blank volumes are created with their server, and no request can
name an existing volume or snapshot.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.image import images

Device = dict[str, Any]
INVALID = "Block Device Mapping is Invalid:"


def attached_volumes(instance: Mapping[str, Any]) -> list[Device]:
    """List the block devices of a server that are volumes."""
    devices = instance["block_device_mapping"]
    return [device for device in devices if device.get("destination_type") == "volume"]


def block_devices(call: Call, server: Mapping[str, Any], flavor: Mapping[str, Any]) -> list[Device]:
    """Return the block devices of a create request's server, as its row keeps them.

    Raises BadRequest if they are invalid, or if there is nothing to boot from.
    """
    mapping = server.get("block_device_mapping_v2") or []
    legacy_mapping = server.get("block_device_mapping")
    if mapping and legacy_mapping:
        raise BadRequest(
            "Using different block_device_mapping syntaxes is not allowed in the same request."
        )
    if legacy_mapping:
        raise _no_volume(legacy_mapping[0].get("volume_id"))
    entries = [entry for entry in mapping if not entry.get("no_device")]
    devices = [_device(call, entry, flavor) for entry in entries]
    has_image = bool(server.get("imageRef"))
    _check_boot_device(devices, has_image=has_image)
    return devices


def _check_boot_device(devices: list[Device], *, has_image: bool) -> None:
    """Raise BadRequest unless there is an image or one device with boot index 0."""
    boot_devices = [device for device in devices if device["boot_index"] == 0]
    is_missing = bool(devices) and not boot_devices and not has_image
    if is_missing or len(boot_devices) > 1:
        raise BadRequest(
            f"{INVALID} Boot sequence for the instance and image/block device mapping "
            "combination is not valid."
        )
    if not devices and not has_image:
        raise BadRequest("Invalid imageRef provided.")


def _device(call: Call, entry: Mapping[str, Any], flavor: Mapping[str, Any]) -> Device:
    """Return an entry of ``block_device_mapping_v2`` as a block device. Raises BadRequest."""
    source_type = entry.get("source_type", "volume")
    if source_type in ("volume", "snapshot"):
        raise _no_volume(entry.get("uuid"))
    image_id = None
    size = _number(entry.get("volume_size"))
    destination_type = entry.get("destination_type", "local")
    if source_type == "image":
        image_id = entry.get("uuid", "")
        _check_image(call, image_id)
        if size is None:
            size = flavor["root_gb"]
    elif destination_type == "volume" and not size:
        raise BadRequest(f"{INVALID} a blank volume needs a volume_size.")
    volume_id = None
    if destination_type == "volume":
        volume_id = str(uuid.uuid4())
    deletes_volume = entry.get("delete_on_termination") in TRUE
    return {
        "source_type": source_type,
        "destination_type": destination_type,
        "image_id": image_id,
        "volume_id": volume_id,
        "volume_size": size,
        "guest_format": entry.get("guest_format"),
        "device_name": entry.get("device_name"),
        "boot_index": _number(entry.get("boot_index")),
        "delete_on_termination": deletes_volume,
        "tag": entry.get("tag"),
        "volume_type": entry.get("volume_type"),
    }


def _number(value: int | str | None) -> int | None:
    return None if value is None else int(value)


def _check_image(call: Call, image_id: str) -> None:
    database = call.database
    caller = call.caller
    image = images.find(database, image_id, caller.project_id, caller.is_admin)
    if image is None:
        raise BadRequest(f"{INVALID} failed to get image {image_id}.")


def _no_volume(volume_id: Any) -> BadRequest:
    return BadRequest(f"{INVALID} failed to get volume {volume_id}.")
