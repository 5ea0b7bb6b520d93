"""The block devices of a create request, in both syntaxes, checked as Nova checks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute import device_names
from mini_nova_sandbox.compute.api.schemas import TRUE
from mini_nova_sandbox.compute.api.servers import body_fields
from mini_nova_sandbox.compute.api.servers.volume_images import devices_of_image
from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state.database import Row
from mini_nova_sandbox.volume import snapshots, types, volumes

Device = dict[str, Any]
INVALID = "Block Device Mapping is Invalid:"
ROOT_LETTER = "a"


def block_devices(call: Call, server: Mapping[str, Any], flavor: Mapping[str, Any]) -> list[Device]:
    """Return the block devices of a create request's server, as its row keeps them.

    Raises BadRequest if they are invalid, or if there is nothing to boot from.
    """
    mapping = server.get("block_device_mapping_v2") or []
    legacy_mapping = server.get("block_device_mapping") or []
    if mapping and legacy_mapping:
        raise BadRequest(
            "Using different block_device_mapping syntaxes is not allowed in the same request."
        )
    image = _find_image(call, body_fields.image_id(server.get("imageRef", "")))
    if not mapping and not legacy_mapping:
        mapping = devices_of_image(image)
    has_image = bool(server.get("imageRef"))
    if not mapping and not legacy_mapping and not has_image:
        raise BadRequest("Missing imageRef attribute")
    devices = _devices(mapping, has_image=has_image)
    devices += _legacy_devices(legacy_mapping, has_image=has_image)
    if mapping:
        _check_boot_sequence(devices)
    for device in devices:
        _check_device(call, device)
    _check_local_disks(devices, flavor)
    _check_count(devices, server)
    if not has_image:
        _check_bootable(call, devices)
    return devices


def _devices(mapping: list[Mapping[str, Any]], *, has_image: bool) -> list[Device]:
    """Return the entries of ``block_device_mapping_v2`` as block devices. Raises BadRequest."""
    entries = [entry for entry in mapping if not entry.get("no_device")]
    return [_device(entry, has_image=has_image) for entry in entries]


def _device(entry: Mapping[str, Any], *, has_image: bool) -> Device:
    source_type = entry.get("source_type")
    source_id = entry.get("uuid")
    destination_type = entry.get("destination_type")
    volume_type = entry.get("volume_type")
    boot_index = _number(entry.get("boot_index"))
    if source_type == "blank" and source_id:
        raise BadRequest(f"{INVALID} Invalid device UUID.")
    if source_type != "blank" and not source_id:
        raise BadRequest(f"{INVALID} Missing device UUID.")
    is_image_of_server = has_image and boot_index == 0
    if source_type == "image" and destination_type == "local" and not is_image_of_server:
        raise BadRequest(f"{INVALID} Mapping image to local is not supported.")
    if destination_type == "local" and volume_type:
        raise BadRequest(
            f"{INVALID} Specifying a volume_type with destination_type=local is not supported."
        )
    if source_type == "volume" and volume_type:
        raise BadRequest(f"{INVALID} Specifying volume type to existing volume is not supported.")
    default = "volume" if source_type in ("volume", "snapshot") else "local"
    return {
        **_empty_device(entry),
        "source_type": source_type,
        "destination_type": "volume" if default == "volume" else destination_type or default,
        "image_id": source_id if source_type == "image" else None,
        "volume_id": source_id if source_type == "volume" else None,
        "snapshot_id": source_id if source_type == "snapshot" else None,
        "guest_format": entry.get("guest_format"),
        "boot_index": boot_index,
        "volume_type": volume_type,
    }


def _legacy_devices(mapping: list[Mapping[str, Any]], *, has_image: bool) -> list[Device]:
    """Return the entries of ``block_device_mapping`` as block devices. Raises BadRequest.

    The root disk is the one that is called like it, or else the first if there is no image.
    """
    entries = [entry for entry in mapping if not entry.get("no_device")]
    devices = [_legacy_device(entry) for entry in entries]
    roots = [device for device in devices if _is_root_name(device["device_name"])]
    if not roots and not has_image:
        roots = devices[:1]
    for device in devices:
        device["boot_index"] = 0 if device in roots[:1] else -1
    return devices


def _legacy_device(entry: Mapping[str, Any]) -> Device:
    volume_id = entry.get("volume_id")
    snapshot_id = entry.get("snapshot_id")
    if not volume_id and not snapshot_id:
        raise BadRequest(f"{INVALID} Unrecognized legacy format.")
    return {
        **_empty_device(entry),
        "source_type": "snapshot" if snapshot_id else "volume",
        "destination_type": "volume",
        "image_id": None,
        "volume_id": None if snapshot_id else volume_id,
        "snapshot_id": snapshot_id,
        "guest_format": None,
        "volume_type": None,
    }


def _is_root_name(name: str | None) -> bool:
    return name is not None and device_names.letter(name) == ROOT_LETTER


def _empty_device(entry: Mapping[str, Any]) -> Device:
    """Return what both syntaxes say in the same way."""
    name = entry.get("device_name")
    return {
        "attachment_id": None,
        "volume_size": _number(entry.get("volume_size")),
        "device_name": device_names.with_folder(name) if name else None,
        "delete_on_termination": entry.get("delete_on_termination") in TRUE,
        "tag": entry.get("tag"),
    }


def _number(value: int | str | None) -> int | None:
    return None if value is None else int(value)


def _check_boot_sequence(devices: list[Device]) -> None:
    """Raise BadRequest unless the boot indexes count from 0 without a gap."""
    indexes = sorted(_boot_indexes(devices))
    if not indexes or indexes != list(range(len(indexes))):
        raise BadRequest(
            f"{INVALID} Boot sequence for the instance and image/block device mapping "
            "combination is not valid."
        )


def _boot_indexes(devices: list[Device]) -> list[int]:
    """Return the boot indexes; a negative one or none is not for booting."""
    indexes = [device["boot_index"] for device in devices]
    return [index for index in indexes if index is not None and index >= 0]


def _check_device(call: Call, device: Device) -> None:
    """Raise BadRequest unless what a device names exists, and its size is known.

    A volume of a snapshot or of a volume has at least its size.
    """
    if device["volume_type"]:
        _check_volume_type(call, device["volume_type"])
    has_volume = device["destination_type"] == "volume"
    if device["image_id"]:
        _check_image(call, device["image_id"])
        if has_volume and not device["volume_size"]:
            raise BadRequest(
                "Images with destination_type 'volume' need to have a non-zero size specified"
            )
    elif device["volume_id"]:
        device["volume_size"] = _size_of_volume(call, device["volume_id"])
    elif device["snapshot_id"]:
        size = _size_of_snapshot(call, device["snapshot_id"])
        device["volume_size"] = device["volume_size"] or size
    elif has_volume and not device["volume_size"]:
        raise BadRequest(
            "Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size"
        )


def _check_volume_type(call: Call, reference: str) -> None:
    try:
        types.find_by_name_or_id(call.database, reference, call.caller)
    except NotFound as error:
        raise BadRequest(f"Volume type {reference} could not be found.") from error


def _check_image(call: Call, image_id: str) -> None:
    if _find_image(call, image_id) is None:
        raise BadRequest(f"{INVALID} failed to get image {image_id}.")


def _find_image(call: Call, image_id: str) -> Row | None:
    caller = call.caller
    return images.find(call.database, image_id, caller.project_id, caller.is_admin)


def _size_of_volume(call: Call, volume_id: str) -> int:
    try:
        volume = volumes.find_for_caller(call.database, volume_id, call.caller)
    except NotFound as error:
        raise BadRequest(f"{INVALID} failed to get volume {volume_id}.") from error
    return int(volume["size"])


def _size_of_snapshot(call: Call, snapshot_id: str) -> int:
    try:
        snapshot = snapshots.find_for_caller(call.database, snapshot_id, call.caller)
    except NotFound as error:
        raise BadRequest(error.message) from error
    return int(snapshot["size"])


def _check_local_disks(devices: list[Device], flavor: Mapping[str, Any]) -> None:
    """Raise BadRequest if blank local disks are larger than the flavor allows."""
    blank = [
        device
        for device in devices
        if device["source_type"] == "blank" and device["destination_type"] == "local"
    ]
    swaps = [device for device in blank if device["guest_format"] == "swap"]
    ephemerals = [device for device in blank if device["guest_format"] != "swap"]
    sizes = [device["volume_size"] or flavor["ephemeral_gb"] for device in ephemerals]
    if sum(sizes) > flavor["ephemeral_gb"]:
        raise BadRequest(
            "Ephemeral disks requested are larger than the instance type allows. If no size is "
            "given in one block device mapping, flavor ephemeral size will be used."
        )
    if len(swaps) > 1:
        raise BadRequest(f"{INVALID} More than one swap drive requested.")
    if swaps and (swaps[0]["volume_size"] or 0) > flavor["swap"]:
        raise BadRequest("Swap drive requested is larger than instance type allows.")


def _check_count(devices: list[Device], server: Mapping[str, Any]) -> None:
    """Raise BadRequest if several servers are to have the same volume."""
    count = int(server.get("max_count", server.get("min_count", 1)))
    if count > 1 and any(device["volume_id"] for device in devices):
        raise BadRequest("Cannot attach one or more volumes to multiple instances")


def _check_bootable(call: Call, devices: list[Device]) -> None:
    """Raise BadRequest if the root disk is a volume that is not bootable, or a snapshot of one."""
    for device in devices:
        if device["boot_index"] != 0:
            continue
        volume_id = device["volume_id"]
        if device["snapshot_id"]:
            snapshot = snapshots.find(call.database, device["snapshot_id"])
            volume_id = snapshot["volume_id"] if snapshot else None
        volume = volumes.find(call.database, volume_id or "")
        if volume is not None and not volume["bootable"]:
            raise BadRequest(f"Block Device {volume_id} is not bootable.")
