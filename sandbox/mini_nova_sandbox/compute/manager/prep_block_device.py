"""The manager's ``_prep_block_device``: the guest's disks, their device names, and its volumes.

BUILD / block_device_mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import device_names, instances, states
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.boot_volumes import attach_volumes
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.state.database import Database

Device = dict[str, Any]


async def _prep_block_device(cloud: Cloud, locks: InstanceLocks, uuid: str) -> dict[str, Any]:
    """Return ``{block_device_mapping, root_device_name, ephemerals, swap}`` for the driver.

    The volumes are created if need be, and attached. Raises InstanceDeleted, VolumeError.
    """
    database = cloud.database
    locks.live_instance(uuid)
    instances.change(database, uuid, task_state=states.BLOCK_DEVICE_MAPPING)
    await locks.pause(uuid, cloud.settings.pace)
    with cloud.trace.step(uuid, "_prep_block_device", __name__) as step:
        write_names(database, locks.live_instance(uuid))
        await attach_volumes(cloud, locks, uuid)
        info = block_device_info(locks.live_instance(uuid))
        step.message = _summary(info)
    return info


def write_names(database: Database, instance: Instance) -> None:
    """Write the names of a guest's disks into its row."""
    info = block_device_info(instance)
    volumes = iter(info["block_device_mapping"])
    mapping = []
    for device in instance["block_device_mapping"]:
        name = device.get("device_name")
        if _is_volume(device):
            name = next(volumes)["mount_device"]
        mapping.append({**device, "device_name": name})
    instances.change(
        database,
        instance["uuid"],
        root_device_name=info["root_device_name"],
        block_device_mapping=mapping,
    )


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
        if _is_volume(device):
            volumes.append(device)
        elif device.get("source_type") != "blank":
            continue
        elif device.get("guest_format") == "swap":
            swaps.append(device)
        else:
            ephemerals.append(device)
    root_device_name = _root_device_name(instance, volumes)
    names = device_names.unused(device.get("device_name") for device in volumes)
    named_volumes = [_volume(device, root_device_name, names) for device in volumes]
    ephemeral_disks = _ephemerals(instance, ephemerals, names)
    swap_disk = _swap(instance, swaps, names)
    return {
        "root_device_name": root_device_name,
        "block_device_mapping": named_volumes,
        "ephemerals": ephemeral_disks,
        "swap": swap_disk,
    }


def disk_names(instance: Instance) -> list[str]:
    """Return the names of all disks that a guest has."""
    info = block_device_info(instance)
    names = [info["root_device_name"]]
    names += [volume["mount_device"] for volume in info["block_device_mapping"]]
    names += [ephemeral["device_name"] for ephemeral in info["ephemerals"]]
    if info["swap"]:
        names.append(info["swap"]["device_name"])
    return names


def _is_volume(device: Device) -> bool:
    return device.get("destination_type") == "volume"


def _root_device_name(instance: Instance, volumes: list[Device]) -> str:
    """Return the name of the root disk: as it is, as the request calls its volume, or usual."""
    for device in volumes:
        if device.get("boot_index") == 0 and device.get("device_name"):
            return str(device["device_name"])
    return instance["root_device_name"] or device_names.ROOT


def _volume(device: Device, root_device_name: str, names: Iterator[str]) -> Device:
    mount_device = device.get("device_name")
    if device.get("boot_index") == 0:
        mount_device = root_device_name
    return {**device, "mount_device": mount_device or _next_name(names)}


def _ephemerals(instance: Instance, devices: list[Device], names: Iterator[str]) -> list[Device]:
    """Return the ephemeral disks of the request, or a single one of the flavor's size."""
    flavor_gb = instance["ephemeral_gb"]
    if not devices and flavor_gb:
        devices = [{"volume_size": flavor_gb}]
    return [
        {
            "device_name": _next_name(names),
            "size": int(device.get("volume_size") or flavor_gb),  # GB
            "guest_format": device.get("guest_format"),
            "num": number,
        }
        for number, device in enumerate(devices)
    ]


def _swap(instance: Instance, devices: list[Device], names: Iterator[str]) -> Device | None:
    """Return the swap disk of the request, or of the flavor's size; None if neither has one."""
    swap_mb = 0
    for device in devices:
        size = device.get("volume_size")
        swap_mb += int(size or 0)
    if not swap_mb:
        swap_mb = instance["swap"]
    if not swap_mb:
        return None
    return {"device_name": _next_name(names), "swap_size": swap_mb}


def _next_name(names: Iterator[str]) -> str:
    return next(names, device_names.of_letter("z"))
