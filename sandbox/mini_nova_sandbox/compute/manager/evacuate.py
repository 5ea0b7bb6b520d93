"""``evacuate_instance``: rebuild a server of a host that is down, on another host."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, migrations
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.compute.manager.rebuild import REBUILD, mark_rebuilt, replace_guest
from mini_nova_sandbox.network.ports import bind_to_host
from mini_nova_sandbox.volume import attachments


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

    def rebuilt(instance: Instance) -> Instance:
        return {**instance, "vm_state": target_state or instance["vm_state"]}

    async def work(instance: Instance) -> None:
        await replace_guest(cloud, locks, rebuilt(instance), admin_password, [])

    def end(instance: Instance, failure: str) -> None:
        if failure:
            instances.change(database, instance_uuid, **instances.NO_CLAIM)
            instances.mark_error(database, instance_uuid, f"Evacuation failed: {failure}")
            migrations.change(database, migration_id, migrations.ERROR)
        else:
            _move(cloud, rebuilt(instance), instance["new_host"])
            migrations.change(database, migration_id, migrations.DONE)

    await REBUILD.run(cloud, locks, instance_uuid, request_id, work, end)


def _move(cloud: Cloud, instance: Instance, host: str) -> None:
    database = cloud.database
    uuid = instance["uuid"]
    location = instances.location(database, host)
    instances.change(database, uuid, **location, **instances.NO_CLAIM)
    bind_to_host(database, uuid, host)
    attachments.bind_to_host(database, uuid, host)
    mark_rebuilt(cloud, instance)
