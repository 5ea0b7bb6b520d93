"""The manager's ``_prep_block_device``: which disks the guest gets, under which names. BUILD / block_device_mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks


async def _prep_block_device(cloud: Cloud, locks: InstanceLocks, uuid: str) -> dict[str, Any]:
    """``{block_device_mapping, root_device_name, ephemerals, swap}`` for the driver. Raises Deleting."""
    instances.change(
        cloud.database, locks.live_instance(uuid)["uuid"], task_state=states.BLOCK_DEVICE_MAPPING
    )
    await locks.pause(uuid, cloud.settings.pace)
    with cloud.trace.step(uuid, "_prep_block_device", __name__) as step:
        instance = locks.live_instance(uuid)
        info = block_device_info(instance)
        instances.change(
            cloud.database,
            uuid,
            root_device_name=info["root_device_name"],
            block_device_mapping=_named(instance, info),
        )
        step.message = (
            f"root {info['root_device_name']}, {len(info['ephemerals'])} ephemeral, "
            f"swap {info['swap']['swap_size'] if info['swap'] else 0} MB, {len(info['block_device_mapping'])} volumes"
        )
    return info


def block_device_info(instance: Instance) -> dict[str, Any]:
    """The disks of an instance, each with a device name (``/dev/vda`` is the root disk). Pure."""
    letters = iter("bcdefghijklmnopqrstuvwxyz")
    given = [device for device in instance["block_device_mapping"] if device.get("boot_index") != 0]
    volumes = [
        {**device, "mount_device": device.get("device_name") or _next(letters)}
        for device in given
        if device.get("destination_type") == "volume"
    ]
    blank = [
        device
        for device in given
        if device.get("source_type") == "blank" and device not in _volumes(given)
    ]
    swaps = [device for device in blank if device.get("guest_format") == "swap"]
    ephemerals = [
        {"device_name": _next(letters), "size": size, "guest_format": form, "num": number}
        for number, (size, form) in enumerate(
            _ephemerals(instance, [one for one in blank if one not in swaps])
        )
    ]
    swap_mb = sum(int(device.get("volume_size") or 0) for device in swaps) or instance["swap"]
    swap = {"device_name": _next(letters), "swap_size": swap_mb} if swap_mb else None
    return {
        "root_device_name": instance["root_device_name"] or "/dev/vda",
        "block_device_mapping": volumes,
        "ephemerals": ephemerals,
        "swap": swap,
    }


def _volumes(devices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [device for device in devices if device.get("destination_type") == "volume"]


def _ephemerals(instance: Instance, blank: list[dict[str, Any]]) -> list[tuple[int, str | None]]:
    """(GB, file system) of each ephemeral disk: those asked for, or one of the flavor's size."""
    if blank:
        return [
            (int(one.get("volume_size") or instance["ephemeral_gb"]), one.get("guest_format"))
            for one in blank
        ]
    return [(instance["ephemeral_gb"], None)] if instance["ephemeral_gb"] else []


def _next(letters: Iterator[str]) -> str:
    return f"/dev/vd{next(letters, 'z')}"


def _named(instance: Instance, info: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The mapping as it was asked for, its volumes with the device names that they got."""
    names = {
        volume.get("volume_id"): volume["mount_device"] for volume in info["block_device_mapping"]
    }
    return [
        {**device, "device_name": names.get(device.get("volume_id")) or device.get("device_name")}
        for device in instance["block_device_mapping"]
    ]
