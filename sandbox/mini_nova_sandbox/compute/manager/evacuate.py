"""``evacuate_instance``: rebuild a server of a host that is down, on another host."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, migrations
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.compute.manager.rebuild import REBUILD_TASKS, mark_rebuilt, replace_guest
from mini_nova_sandbox.network.ports import bind_to_host
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError
from mini_nova_sandbox.volume import attachments

EVENT = "compute_rebuild_instance"


async def evacuate_instance(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_id: str,
    migration_id: int,
    admin_password: str,
    target_state: str | None,
) -> None:
    """Rebuild a server on this host from its image.

    ``target_state`` is ``stopped`` for clients from 2.95 on; None keeps the server as it was.
    """
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        row = instances.find(database, instance_uuid)
        if row is None or row["task_state"] not in REBUILD_TASKS:
            return
        host = row["new_host"]
        instance = {**row, "vm_state": target_state or row["vm_state"]}
        failure = ""
        try:
            await replace_guest(cloud, locks, instance, admin_password, [])
        except InstanceDeleted:
            return
        except DriverError as error:
            failure = str(error)
        with database.transaction():
            if failure:
                instances.change(database, instance_uuid, **instances.NO_CLAIM)
                instances.mark_error(database, instance_uuid, f"Evacuation failed: {failure}")
                migrations.change(database, migration_id, migrations.ERROR)
            else:
                _move(cloud, instance, host)
                migrations.change(database, migration_id, migrations.DONE)
            event = actions.Event(instance_uuid, request_id, EVENT, host, started_at)
            event.finish(database, failure)


def _move(cloud: Cloud, instance: Instance, host: str) -> None:
    database = cloud.database
    uuid = instance["uuid"]
    location = instances.location(database, host)
    instances.change(database, uuid, **location, **instances.NO_CLAIM)
    bind_to_host(database, uuid, host)
    attachments.bind_to_host(database, uuid, host)
    mark_rebuilt(cloud, instance)
