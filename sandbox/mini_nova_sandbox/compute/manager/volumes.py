"""``attach_volume``, ``detach_volume`` and ``swap_volume``: a running server's volumes."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, block_storage, instances
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.state import clock


async def attach_volume(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, volume_id: str
) -> None:
    """Connect a volume that is reserved for a server: it is attaching, then in use."""
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(database, instance_uuid)
        device = None if instance is None else block_storage.find_device(instance, volume_id)
        if instance is None or device is None:
            return
        if not block_storage.is_attached(database, device):
            block_storage.connect(database, instance, device)
            try:
                await locks.pause(instance_uuid, cloud.settings.pace)
            except InstanceDeleted:
                return
        with database.transaction():
            block_storage.complete(database, device)
            message = f"{volume_id} as {device['device_name']}"
            cloud.trace.note(instance_uuid, "attach_volume", __name__, message)
            _finish(cloud, instance_uuid, request_id, "attach_volume", started_at)


async def detach_volume(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, volume_id: str
) -> None:
    """Take a volume that is detaching from a server: it is available."""

    def take(instance: Instance) -> None:
        device = block_storage.find_device(instance, volume_id)
        if device is not None:
            block_storage.let_go(cloud.database, device)
            block_storage.remove_device(cloud.database, instance_uuid, device["bdm_uuid"])
        cloud.trace.note(instance_uuid, "detach_volume", __name__, volume_id)

    await _change(cloud, locks, instance_uuid, request_id, "detach_volume", take)


async def swap_volume(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_id: str,
    old_volume_id: str,
    new_volume_id: str,
    new_attachment_id: str,
) -> None:
    """Put a volume that is reserved for a server in the place of another one."""
    database = cloud.database

    def swap(instance: Instance) -> None:
        device = block_storage.find_device(instance, old_volume_id)
        if device is not None:
            new_ids = {"volume_id": new_volume_id, "attachment_id": new_attachment_id}
            new_device = {**device, **new_ids}
            block_storage.connect(database, instance, new_device)
            block_storage.complete(database, new_device)
            block_storage.save_device(database, instance_uuid, new_device)
            block_storage.let_go(database, device)

    await _change(cloud, locks, instance_uuid, request_id, "swap_volume", swap)


async def _change(
    cloud: Cloud,
    locks: InstanceLocks,
    uuid: str,
    request_id: str,
    method: str,
    change: Callable[[Instance], None],
) -> None:
    """Change the volumes of a server after the pace of the cloud, unless it is deleted."""
    started_at = clock.now()
    async with locks.hold(uuid):
        if instances.find(cloud.database, uuid) is None:
            return
        try:
            await locks.pause(uuid, cloud.settings.pace)
        except InstanceDeleted:
            return
        with cloud.database.transaction():
            change(locks.live_instance(uuid))
            _finish(cloud, uuid, request_id, method, started_at)


def _finish(cloud: Cloud, uuid: str, request_id: str, method: str, started_at: float) -> None:
    """Record the end of the action's event, as long as the server exists."""
    instance = instances.find(cloud.database, uuid)
    if instance is not None:
        name = f"compute_{method}"
        event = actions.Event(uuid, request_id, name, instance["host"], started_at)
        event.finish(cloud.database)
