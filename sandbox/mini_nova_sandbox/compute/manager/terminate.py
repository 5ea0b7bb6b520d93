"""``terminate_instance``: destroy the guest, free what it holds, mark the row deleted."""

from __future__ import annotations

import asyncio

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, block_storage, instances, migrations
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.compute.manager.shelve import delete_shelved_image
from mini_nova_sandbox.network.allocate_for_instance import deallocate_for_instance
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

EVENT = "compute_terminate_instance"


async def terminate_instance(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Delete an instance, interrupting other work on it; if the driver fails it goes to ERROR."""
    database = cloud.database
    started_at = clock.now()
    locks.interrupt(instance_uuid)
    async with locks.hold(instance_uuid):
        instance = instances.find(database, instance_uuid)
        if instance is None:
            return
        await asyncio.sleep(cloud.settings.pace)
        host = instance["host"]
        try:
            with cloud.trace.step(instance_uuid, "terminate_instance", __name__):
                await cloud.driver.destroy(guest_of(instance))
        except DriverError as error:
            failure = str(error)
            message = f"It could not be deleted: {failure}"
            event = actions.Event(instance_uuid, request_id, EVENT, host, started_at)
            with database.transaction():
                instances.mark_error(database, instance_uuid, message)
                event.finish(database, failure)
        else:
            forget(cloud, instance_uuid, request_id, host, started_at)


def forget(cloud: Cloud, uuid: str, request_id: str, host: str | None, started_at: float) -> None:
    """Free all that an instance holds in the database, and mark it deleted, in one transaction."""
    database = cloud.database
    event = actions.Event(uuid, request_id, EVENT, host, started_at)
    with database.transaction():
        instance = instances.find(database, uuid)
        if instance is not None:
            delete_shelved_image(cloud, instance)
            block_storage.release(cloud, instance)
        deallocate_for_instance(database, uuid)
        migrations.end_all(database, uuid)
        instances.mark_deleted(database, uuid)
        event.finish(database)
        message = "ports, addresses, volumes and room given back"
        cloud.trace.note(uuid, "deleted", __name__, message)
