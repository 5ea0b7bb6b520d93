"""The manager's ``_prep_block_device``: the guest's disks and their device names.

BUILD / block_device_mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks

Device = dict[str, Any]


async def _prep_block_device(cloud: Cloud, locks: InstanceLocks, uuid: str) -> dict[str, Any]:
    """Return ``{block_device_mapping, root_device_name, ephemerals, swap}`` for the driver.

    Raises InstanceDeleted.
    """
    database = cloud.database
    locks.live_instance(uuid)
    instances.change(database, uuid, task_state=states.BLOCK_DEVICE_MAPPING)
    await locks.pause(uuid, cloud.settings.pace)
    with cloud.trace.step(uuid, "_prep_block_device", __name__) as step:
        instance = locks.live_instance(uuid)
        info = block_device_info(instance)
        instances.change(
            database,
            uuid,
            root_device_name=info["root_device_name"],
            block_device_mapping=_mapping_with_names(instance, info["block_device_mapping"]),
        )
        step.message = _summary(info)
    return info


def _summary(info: Mapping[str, Any]) -> str:
    root = info["root_device_name"]
    ephemerals = len(info["ephemerals"])
    volumes = len(info["block_device_mapping"])
    swap = info["swap"]
    swap_mb = swap["swap_size"] if swap else 0
    return f"root {root}, {ephemerals} ephemeral, swap {swap_mb} MB, {volumes} volumes"


def block_device_info(instance: Instance) -> dict[str, Any]:
    """Return the disks of an instance, each with a device name; the root disk is ``/dev/vda``.

    Device names go to volumes first, then to ephemeral disks, then to swap.
    """
    volumes: list[Device] = []
    ephemerals: list[Device] = []
    swaps: list[Device] = []
    for device in instance["block_device_mapping"]:
        if device.get("boot_index") == 0:
            continue  # the root disk
        if device.get("destination_type") == "volume":
            volumes.append(device)
        elif device.get("source_type") != "blank":
            continue
        elif device.get("guest_format") == "swap":
            swaps.append(device)
        else:
            ephemerals.append(device)
    letters = iter("bcdefghijklmnopqrstuvwxyz")
    root_device_name = instance["root_device_name"]
    named_volumes = [_volume(device, letters) for device in volumes]
    ephemeral_disks = _ephemerals(instance, ephemerals, letters)
    swap_disk = _swap(instance, swaps, letters)
    return {
        "root_device_name": root_device_name or "/dev/vda",
        "block_device_mapping": named_volumes,
        "ephemerals": ephemeral_disks,
        "swap": swap_disk,
    }


def _volume(device: Device, letters: Iterator[str]) -> Device:
    mount_device = device.get("device_name") or _next_name(letters)
    return {**device, "mount_device": mount_device}


def _ephemerals(instance: Instance, devices: list[Device], letters: Iterator[str]) -> list[Device]:
    """Return the ephemeral disks of the request, or a single one of the flavor's size."""
    flavor_gb = instance["ephemeral_gb"]
    if not devices and flavor_gb:
        devices = [{"volume_size": flavor_gb}]
    return [
        {
            "device_name": _next_name(letters),
            "size": int(device.get("volume_size") or flavor_gb),  # GB
            "guest_format": device.get("guest_format"),
            "num": number,
        }
        for number, device in enumerate(devices)
    ]


def _swap(instance: Instance, devices: list[Device], letters: Iterator[str]) -> Device | None:
    """Return the swap disk of the request, or of the flavor's size; None if neither has one."""
    swap_mb = 0
    for device in devices:
        size = device.get("volume_size")
        swap_mb += int(size or 0)
    if not swap_mb:
        swap_mb = instance["swap"]
    if not swap_mb:
        return None
    return {"device_name": _next_name(letters), "swap_size": swap_mb}


def _next_name(letters: Iterator[str]) -> str:
    return f"/dev/vd{next(letters, 'z')}"


def _mapping_with_names(instance: Instance, volumes: list[Device]) -> list[Device]:
    """Return the request's mapping, with the device names that its volumes have now."""
    mount_devices = {volume.get("volume_id"): volume["mount_device"] for volume in volumes}
    mapping = []
    for device in instance["block_device_mapping"]:
        volume_id = device.get("volume_id")
        mount_device = mount_devices.get(volume_id)
        name = mount_device or device.get("device_name")
        mapping.append({**device, "device_name": name})
    return mapping
