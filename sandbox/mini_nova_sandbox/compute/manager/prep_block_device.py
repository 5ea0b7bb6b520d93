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
    swap_mb = info["swap"]["swap_size"] if info["swap"] else 0
    return (
        f"root {info['root_device_name']}, {len(info['ephemerals'])} ephemeral, "
        f"swap {swap_mb} MB, {len(info['block_device_mapping'])} volumes"
    )


def block_device_info(instance: Instance) -> dict[str, Any]:
    """Return the disks of an instance, each with a device name; the root disk is ``/dev/vda``.

    Device names go to volumes first, then to ephemeral disks, then to swap.
    """
    devices = [
        device for device in instance["block_device_mapping"] if device.get("boot_index") != 0
    ]
    blanks = [device for device in devices if _is_blank(device)]
    swap_devices = [device for device in blanks if device.get("guest_format") == "swap"]
    ephemeral_devices = [device for device in blanks if device.get("guest_format") != "swap"]
    letters = iter("bcdefghijklmnopqrstuvwxyz")
    volumes = [_volume(device, letters) for device in devices if _is_volume(device)]
    ephemerals = _ephemerals(instance, ephemeral_devices, letters)
    return {
        "root_device_name": instance["root_device_name"] or "/dev/vda",
        "block_device_mapping": volumes,
        "ephemerals": ephemerals,
        "swap": _swap(instance, swap_devices, letters),
    }


def _is_volume(device: Device) -> bool:
    return device.get("destination_type") == "volume"


def _is_blank(device: Device) -> bool:
    return device.get("source_type") == "blank" and not _is_volume(device)


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
    requested_mb = sum(int(device.get("volume_size") or 0) for device in devices)
    swap_mb = requested_mb or instance["swap"]
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
        mount_device = mount_devices.get(device.get("volume_id"))
        mapping.append({**device, "device_name": mount_device or device.get("device_name")})
    return mapping
