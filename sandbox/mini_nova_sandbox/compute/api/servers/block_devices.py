"""Block devices of a create request, both forms, as one list. There is no block storage service: volumes are made by it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.image import images


def devices(
    call: Call, server: Mapping[str, Any], flavor: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The devices, checked. Raises BadRequest."""
    given = server.get("block_device_mapping_v2") or []
    if given and server.get("block_device_mapping"):
        raise BadRequest(
            "Using different block_device_mapping syntaxes is not allowed in the same request."
        )
    if server.get("block_device_mapping"):
        raise BadRequest(_no_volume(server["block_device_mapping"][0].get("volume_id")))
    found = [_device(call, one, flavor) for one in given if not one.get("no_device")]
    roots = [one for one in found if one["boot_index"] == 0]
    if len(roots) > 1 or (found and not server.get("imageRef") and not roots):
        raise BadRequest(
            "Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping "
            "combination is not valid."
        )
    if not found and not server.get("imageRef"):
        raise BadRequest("Invalid imageRef provided.")
    return found


def _device(call: Call, one: Mapping[str, Any], flavor: Mapping[str, Any]) -> dict[str, Any]:
    source = one.get("source_type", "volume")
    target = one.get("destination_type") or (
        "volume" if source in ("volume", "snapshot") else "local"
    )
    if source in ("volume", "snapshot"):
        raise BadRequest(_no_volume(one.get("uuid")))
    if source == "image":
        _check_image(call, str(one.get("uuid", "")))
    size = int(one["volume_size"]) if one.get("volume_size") is not None else None
    if target == "volume" and source == "blank" and not size:
        raise BadRequest("Block Device Mapping is Invalid: a blank volume needs a volume_size.")
    return {
        "source_type": source,
        "destination_type": target,
        "image_id": one.get("uuid") if source == "image" else None,
        "volume_id": str(uuid.uuid4()) if target == "volume" else None,
        "volume_size": size
        if size is not None
        else (flavor["root_gb"] if source == "image" else None),
        "guest_format": one.get("guest_format"),
        "device_name": one.get("device_name"),
        "boot_index": int(one["boot_index"]) if one.get("boot_index") is not None else None,
        "delete_on_termination": one.get("delete_on_termination") in TRUE,
        "tag": one.get("tag"),
        "volume_type": one.get("volume_type"),
    }


def _check_image(call: Call, image_id: str) -> None:
    if (
        images.find(call.cloud.database, image_id, call.caller.project_id, call.caller.is_admin)
        is None
    ):
        raise BadRequest(f"Block Device Mapping is Invalid: failed to get image {image_id}.")


def _no_volume(volume_id: Any) -> str:
    return f"Block Device Mapping is Invalid: failed to get volume {volume_id}."
