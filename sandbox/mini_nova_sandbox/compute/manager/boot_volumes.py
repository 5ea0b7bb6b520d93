"""The volumes of a new server: create those that do not exist, and attach all of them."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import block_storage
from mini_nova_sandbox.compute.block_storage import Device
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import snapshots, states, types, volumes
from mini_nova_sandbox.volume.attachments import reserve
from mini_nova_sandbox.volume.create_volume import VolumeRequest, create_volume

FIRST_PAUSE = 0.002  # seconds between two looks at a volume that is being created
LONGEST_PAUSE = 0.1


class VolumeError(Exception):
    """A volume of a server cannot be had; the text says why."""


async def attach_volumes(cloud: Cloud, locks: InstanceLocks, uuid: str) -> None:
    """Attach the volumes of a new server, one after the other. Raises InstanceDeleted, VolumeError.

    What has been done before a kill is not done again.
    """
    instance = locks.live_instance(uuid)
    for device in instance["block_device_mapping"]:
        if device.get("destination_type") == "volume":
            await _attach(cloud, locks, uuid, device)


async def _attach(cloud: Cloud, locks: InstanceLocks, uuid: str, device: Device) -> None:
    database = cloud.database
    if not device["volume_id"]:
        device = _create(cloud, locks.live_instance(uuid), device)
    await _wait_until_created(cloud, locks, uuid, device["volume_id"])
    with database.transaction():
        instance = locks.live_instance(uuid)
        if not device["attachment_id"]:
            device = _reserve(database, uuid, device)
        if not block_storage.is_attached(database, device):
            block_storage.connect(database, instance, device)
            block_storage.complete(database, device)


def _create(cloud: Cloud, instance: Instance, device: Device) -> Device:
    """Create the volume of a device, and return the device with its id. Raises VolumeError."""
    database = cloud.database
    request = _request(database, instance, device)
    try:
        with database.transaction():
            volume = create_volume(cloud, request)
            device = {**device, "volume_id": volume["id"]}
            block_storage.save_device(database, instance["uuid"], device)
    except ApiError as error:
        raise VolumeError(error.message) from error
    return device


def _request(database: Database, instance: Instance, device: Device) -> VolumeRequest:
    """Return the request for the volume of a device: of an image, of a snapshot, or blank.

    Raises VolumeError if the snapshot or the image is gone.
    """
    snapshot = None
    image = None
    if device["snapshot_id"]:
        snapshot = snapshots.find(database, device["snapshot_id"])
        if snapshot is None:
            raise VolumeError(f"Snapshot {device['snapshot_id']} could not be found.")
    if device["image_id"]:
        image = database.row("SELECT * FROM images WHERE id = ?", device["image_id"])
        if image is None:
            raise VolumeError(f"Image {device['image_id']} could not be found.")
    reference = device["volume_type"] or ""
    named_type = types.find_by_name(database, reference) or types.find(database, reference)
    blank_name = f"{instance['uuid']}-blank-vol" if device["source_type"] == "blank" else ""
    return VolumeRequest(
        project_id=instance["project_id"],
        user_id=instance["user_id"],
        size=device["volume_size"],
        name=blank_name,
        description="",
        volume_type=named_type,
        snapshot=snapshot,
        image=image,
    )


async def _wait_until_created(
    cloud: Cloud, locks: InstanceLocks, uuid: str, volume_id: str
) -> None:
    """Wait for the worker of the block storage. Raises InstanceDeleted, VolumeError."""
    pause = FIRST_PAUSE
    while True:
        volume = volumes.find(cloud.database, volume_id)
        if volume is None:
            raise VolumeError(f"Volume {volume_id} could not be found.")
        status = volume["status"]
        if status not in states.UNFINISHED:
            break
        await locks.pause(uuid, pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    if "error" in status:
        raise VolumeError(
            f"Volume {volume_id} did not finish being created. And its status is {status}."
        )


def _reserve(database: Database, uuid: str, device: Device) -> dict[str, Any]:
    """Reserve the volume that was created for a device, and return the device with that.

    Raises VolumeError.
    """
    volume = volumes.find(database, device["volume_id"])
    if volume is None:
        raise VolumeError(f"Volume {device['volume_id']} could not be found.")
    try:
        attachment_id = reserve(database, volume, uuid)
    except ApiError as error:
        raise VolumeError(error.message) from error
    device = {**device, "attachment_id": attachment_id}
    block_storage.save_device(database, uuid, device)
    return device
