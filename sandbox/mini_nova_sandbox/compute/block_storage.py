"""A server's volumes: what Nova asks of the block storage for them.

A server's row lists its block devices. Those with a ``volume_id`` are volumes, each with its
``attachment_id``. All functions are for use in a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.volume import attachments, states, volumes
from mini_nova_sandbox.volume.delete_volume import delete_volume
from mini_nova_sandbox.volume.volumes import Volume

Device = dict[str, Any]


def volume_devices(instance: Mapping[str, Any]) -> list[Device]:
    """List the block devices of a server that are volumes, if those exist already."""
    return [device for device in instance["block_device_mapping"] if device.get("volume_id")]


def find_device(instance: Mapping[str, Any], volume_id: str) -> Device | None:
    """Return the block device of a volume, or None if the server does not have it."""
    for device in volume_devices(instance):
        if device["volume_id"] == volume_id:
            return device
    return None


def is_volume_backed(instance: Mapping[str, Any]) -> bool:
    """Tell whether a server's root disk is a volume."""
    return any(
        device.get("boot_index") == 0 and device.get("destination_type") == "volume"
        for device in instance["block_device_mapping"]
    )


def root_volume(database: Database, instance: Mapping[str, Any]) -> Volume | None:
    """Return the volume that is a server's root disk, or None if its root disk is none."""
    for device in volume_devices(instance):
        if device.get("boot_index") == 0:
            return volumes.find(database, device["volume_id"])
    return None


def root_image_id(database: Database, instance: Mapping[str, Any]) -> str:
    """Return the id of the image whose data a server's root disk has; '' for none."""
    volume = root_volume(database, instance)
    if volume is None:
        return str(instance["image_ref"])
    return str((volume["image_metadata"] or {}).get("image_id", ""))


def save_device(database: Database, instance_uuid: str, device: Device) -> None:
    """Write one block device, by its ``bdm_uuid``, into the server's row."""
    instance = instances.find(database, instance_uuid)
    if instance is None:
        return
    mapping = [
        device if old.get("bdm_uuid") == device["bdm_uuid"] else old
        for old in instance["block_device_mapping"]
    ]
    instances.change(database, instance_uuid, block_device_mapping=mapping)


def add_device(database: Database, instance: Instance, device: Device) -> None:
    """Add a block device to the server's row."""
    mapping = [*instance["block_device_mapping"], device]
    instances.change(database, instance["uuid"], block_device_mapping=mapping)


def remove_device(database: Database, instance_uuid: str, bdm_uuid: str) -> None:
    """Remove a block device from the server's row."""
    instance = instances.find(database, instance_uuid)
    if instance is None:
        return
    mapping = [
        device for device in instance["block_device_mapping"] if device.get("bdm_uuid") != bdm_uuid
    ]
    instances.change(database, instance_uuid, block_device_mapping=mapping)


def attached_device(
    volume_id: str, attachment_id: str, *, name: str | None, tag: str | None, is_deleted: bool
) -> Device:
    """Return the block device of a volume that is attached to a server that exists.

    ``is_deleted`` is whether the volume is deleted with the server.
    """
    return {
        "bdm_uuid": chance.new_uuid("block device"),
        "source_type": "volume",
        "destination_type": "volume",
        "volume_id": volume_id,
        "attachment_id": attachment_id,
        "device_name": name,
        "boot_index": None,
        "delete_on_termination": is_deleted,
        "tag": tag,
    }


def reserve_all(
    database: Database, instance_uuid: str, devices: list[Device], request_id: str
) -> None:
    """Write a new server's block devices into its row, and reserve the volumes that they name.

    Raises BadRequest for a volume that cannot be reserved.
    """
    mapping = []
    for device in devices:
        own_device = {**device, "bdm_uuid": chance.new_uuid("block device")}
        if device["volume_id"]:
            own_device["attachment_id"] = reserve(
                database, device["volume_id"], instance_uuid, request_id
            )
        mapping.append(own_device)
    instances.change(database, instance_uuid, block_device_mapping=mapping)


def reserve(database: Database, volume_id: str, instance_uuid: str, request_id: str) -> str:
    """Reserve a volume for a server and return the attachment's id. Raises BadRequest, NotFound."""
    volume = volumes.find(database, volume_id)
    if volume is None:
        raise NotFound(f"Volume {volume_id} could not be found.")
    try:
        return attachments.reserve(database, volume, instance_uuid)
    except BadRequest as error:
        raise refusal(error, request_id) from error


def begin_detach(database: Database, volume_id: str, request_id: str) -> None:
    """Say that a server's volume is detaching. Raises BadRequest, NotFound."""
    volume = volumes.find(database, volume_id)
    if volume is None:
        raise NotFound(f"Volume {volume_id} could not be found.")
    try:
        attachments.begin_detach(database, volume)
    except BadRequest as error:
        raise refusal(error, request_id) from error


def refusal(error: BadRequest, request_id: str) -> BadRequest:
    """Return Cinder's refusal as Nova passes it on."""
    return BadRequest(
        f"Invalid volume: Invalid input received: {error.message} (HTTP 400) "
        f"(Request-ID: {request_id})"
    )


def connect(database: Database, instance: Instance, device: Device) -> None:
    """Connect a volume to the server's host: it is attaching."""
    attachment = attachments.find(database, device["attachment_id"])
    if attachment is not None:
        connector = {"host": instance["host"], "mountpoint": device["device_name"]}
        attachments.connect(database, attachment, connector)


def complete(database: Database, device: Device) -> None:
    """Say that the server has a volume: it is in use."""
    attachment = attachments.find(database, device["attachment_id"])
    if attachment is not None:
        attachments.complete(database, attachment)


def is_attached(database: Database, device: Device) -> bool:
    """Tell whether the attachment of a volume is complete."""
    attachment = attachments.find(database, device.get("attachment_id") or "")
    return attachment is not None and attachment["status"] == states.ATTACHED


def connect_all(database: Database, instance_uuid: str) -> None:
    """Give all of a server's volumes to the host that it is on now."""
    instance = instances.find(database, instance_uuid)
    if instance is None:
        return
    for device in volume_devices(instance):
        connect(database, instance, device)
        complete(database, device)


def disconnect_all(database: Database, instance_uuid: str) -> None:
    """Take a server's volumes from its host; they stay reserved for it."""
    for attachment in attachments.of_instance(database, instance_uuid):
        attachments.disconnect(database, attachment)


def let_go(database: Database, device: Device) -> None:
    """Delete the attachment of a volume: without another one the volume is available."""
    attachment = attachments.find(database, device.get("attachment_id") or "")
    if attachment is not None:
        attachments.delete(database, attachment)


def release(cloud: Cloud, instance: Instance) -> None:
    """Let go of all of a server's volumes, and delete those that are to go with it.

    A volume that cannot be deleted, as it has snapshots, stays.
    """
    database = cloud.database
    for attachment in attachments.of_instance(database, instance["uuid"]):
        attachments.delete(database, attachment)
    for device in volume_devices(instance):
        if device.get("delete_on_termination"):
            _delete(cloud, device["volume_id"])


def _delete(cloud: Cloud, volume_id: str) -> None:
    volume = volumes.find(cloud.database, volume_id)
    if volume is None or volume["status"] == states.DELETING:
        return
    try:
        delete_volume(cloud, volume)
    except BadRequest as error:
        reason = error.message
        cloud.trace.note(volume_id, "delete_volume", __name__, reason)
