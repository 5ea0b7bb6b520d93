"""``snapshot_instance`` and ``backup_instance``: write a guest's disk into a queued image."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

TASKS = (states.IMAGE_SNAPSHOT, states.IMAGE_BACKUP)


async def snapshot_instance(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, image_id: str
) -> None:
    """Write the guest's disk into a queued image, and activate the image."""
    event_name = "compute_snapshot_instance"
    await _fill_image(cloud, locks, instance_uuid, request_id, image_id, event_name)


async def backup_instance(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_id: str,
    image_id: str,
    backup_type: str,
    rotation: int,
) -> None:
    """Take a snapshot, and delete all but the newest ``rotation`` backups of its type."""
    event_name = "compute_backup_instance"
    await _fill_image(cloud, locks, instance_uuid, request_id, image_id, event_name)
    database = cloud.database
    with database.transaction():
        backups = database.rows(
            "SELECT id FROM images WHERE json_extract(properties, '$.instance_uuid') = ?"
            " AND json_extract(properties, '$.image_type') = 'backup'"
            " AND json_extract(properties, '$.backup_type') = ?"
            " ORDER BY created_at DESC, rowid DESC",
            instance_uuid,
            backup_type,
        )
        for backup in backups[rotation:]:
            images.delete(database, cloud.settings, backup["id"])


async def _fill_image(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_id: str,
    image_id: str,
    event_name: str,
) -> None:
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(database, instance_uuid)
        failure = await write_snapshot(cloud, instance, image_id)
        host = instance["host"] if instance else None
        event = actions.Event(instance_uuid, request_id, event_name, host, started_at)
        with database.transaction():
            if failure:
                images.mark_killed(database, image_id)
            else:
                images.activate(database, cloud.settings, image_id)
            if instance is not None and instance["task_state"] in TASKS:
                instances.change(database, instance_uuid, task_state=None)
            event.finish(database, failure)


async def write_snapshot(cloud: Cloud, instance: Instance | None, image_id: str) -> str:
    """Write the guest's disk into the image's file; return '' or the reason of the failure."""
    if instance is None:
        return "the server is gone"
    try:
        with (
            cloud.trace.step(instance["uuid"], "snapshot_instance", __name__),
            images.new_file(cloud.settings, image_id) as path,
        ):
            await cloud.driver.snapshot(guest_of(instance), path)
    except DriverError as error:
        return str(error)
    return ""
