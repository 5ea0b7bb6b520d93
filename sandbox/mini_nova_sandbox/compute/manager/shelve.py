"""Shelve a server (an image of it is kept, its host is freed) and unshelve it on any host."""

from __future__ import annotations

from functools import partial

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import block_storage, instances, states
from mini_nova_sandbox.compute.guests import boot_image, guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.host_task import HostTask
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.compute.manager.prep_block_device import block_device_info, write_names
from mini_nova_sandbox.compute.manager.snapshot import write_snapshot
from mini_nova_sandbox.image import images
from mini_nova_sandbox.network.ports import bind_to_host
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

SHELVE_TASKS = (states.SHELVING, states.SHELVING_IMAGE_UPLOADING, states.SHELVING_OFFLOADING)
UNSHELVE_TASKS = (states.UNSHELVING, states.SPAWNING)
SHELVE = HostTask("compute_shelve_instance", SHELVE_TASKS)
SHELVE_OFFLOAD = HostTask("compute_shelve_offload_instance", (states.SHELVING_OFFLOADING,))
UNSHELVE = HostTask("compute_unshelve_instance", UNSHELVE_TASKS)


async def shelve_instance(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_id: str,
    image_id: str | None,
) -> None:
    """Write the guest's disk into an image, and take the guest off its host.

    A server that boots from a volume has no image. If writing fails, the server stays as it was.
    """

    async def work(instance: Instance) -> None:
        await locks.pause(instance_uuid, cloud.settings.pace)
        if image_id and instance["vm_state"] != states.SHELVED:
            await _keep_image(cloud, instance, image_id)
        await _offload(cloud, locks, instance)

    await SHELVE.run(cloud, locks, instance_uuid, request_id, work, partial(_end_offload, cloud))


async def _keep_image(cloud: Cloud, instance: Instance, image_id: str) -> None:
    """Write the image that the server comes back from. Raises DriverError."""
    database = cloud.database
    uuid = instance["uuid"]
    instances.change(database, uuid, task_state=states.SHELVING_IMAGE_UPLOADING)
    failure = await write_snapshot(cloud, instance, image_id)
    if failure:
        images.mark_killed(database, image_id)
        raise DriverError(failure)
    with database.transaction():
        images.activate(database, cloud.settings, image_id)
        instances.change(database, uuid, shelved_image_id=image_id)


async def _offload(cloud: Cloud, locks: InstanceLocks, instance: Instance) -> None:
    """Take a guest off its host. Raises DriverError, InstanceDeleted."""
    database = cloud.database
    uuid = instance["uuid"]
    instances.change(
        database,
        uuid,
        vm_state=states.SHELVED,
        task_state=states.SHELVING_OFFLOADING,
        power_state=states.POWER_SHUTDOWN,
    )
    await locks.pause(uuid, cloud.settings.pace)
    with cloud.trace.step(uuid, "shelve_offload_instance", __name__):
        await cloud.driver.destroy(guest_of(instance))


def _end_offload(cloud: Cloud, instance: Instance, failure: str) -> None:
    """Let the server go from its host, which has taken the guest off, or has failed to."""
    database = cloud.database
    uuid = instance["uuid"]
    if failure:
        instances.change(database, uuid, task_state=None)
        return
    offloaded = {"vm_state": states.SHELVED_OFFLOADED, "task_state": None}
    instances.change(database, uuid, **offloaded, host=None, node=None)
    block_storage.disconnect_all(database, uuid)


async def shelve_offload_instance(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Take a shelved server, whose image is kept already, off its host."""
    work = partial(_offload, cloud, locks)
    end = partial(_end_offload, cloud)
    await SHELVE_OFFLOAD.run(cloud, locks, instance_uuid, request_id, work, end)


async def unshelve_instance(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Spawn a shelved server on this host from its kept image, and delete that image.

    If the driver fails, the server is shelved again.
    """

    def end(instance: Instance, failure: str) -> None:
        if failure:
            nowhere = {"task_state": None, "host": None, "node": None}
            instances.change(cloud.database, instance_uuid, **nowhere)
        else:
            _mark_unshelved(cloud, instance)

    work = partial(_spawn_again, cloud, locks)
    await UNSHELVE.run(cloud, locks, instance_uuid, request_id, work, end)


async def _spawn_again(cloud: Cloud, locks: InstanceLocks, instance: Instance) -> None:
    """Spawn the guest from the kept image. Raises DriverError, InstanceDeleted."""
    uuid = instance["uuid"]
    instances.change(cloud.database, uuid, task_state=states.SPAWNING)
    write_names(cloud.database, instance)
    await locks.pause(uuid, cloud.settings.pace)
    image_id = instance["shelved_image_id"]
    if not image_id:
        image_id = block_storage.root_image_id(cloud.database, instance)
    with cloud.trace.step(uuid, "unshelve_instance", __name__):
        await cloud.driver.spawn(
            guest_of(instance),
            boot_image(cloud, image_id),
            instance["nw_info"],
            block_device_info(instance),
            [],
            "",
            lambda _line: None,
        )


def _mark_unshelved(cloud: Cloud, instance: Instance) -> None:
    database = cloud.database
    uuid = instance["uuid"]
    instances.change(
        database,
        uuid,
        vm_state=states.ACTIVE,
        task_state=None,
        power_state=states.POWER_RUNNING,
        launch_time=clock.now(),
        shelved_image_id=None,
    )
    bind_to_host(database, uuid, instance["host"])
    block_storage.connect_all(database, uuid)
    delete_shelved_image(cloud, instance)


def delete_shelved_image(cloud: Cloud, instance: Instance) -> None:
    """Delete the image that was kept of a shelved server, if there is one."""
    image_id = instance["shelved_image_id"]
    if image_id:
        images.delete(cloud.database, cloud.settings, image_id)
