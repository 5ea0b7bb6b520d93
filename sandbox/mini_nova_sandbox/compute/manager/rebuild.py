"""``rebuild_instance`` and ``set_admin_password``: work inside a guest."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import block_storage, instances, states
from mini_nova_sandbox.compute.guests import boot_image, guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.host_task import HostTask
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.compute.manager.prep_block_device import block_device_info
from mini_nova_sandbox.state import clock

REBUILD_TASKS = (states.REBUILDING, states.REBUILD_SPAWNING)
REBUILD = HostTask("compute_rebuild_instance", REBUILD_TASKS)
SET_PASSWORD = HostTask("compute_set_admin_password", (states.UPDATING_PASSWORD,))


async def rebuild_instance(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_id: str,
    admin_password: str,
    injected_files: list[list[str]],
) -> None:
    """Replace the guest by a new one from the image in its row.

    The instance keeps its id, host, ports and addresses. If it was stopped, it is stopped again.
    """

    async def work(instance: Instance) -> None:
        await replace_guest(cloud, locks, instance, admin_password, injected_files)

    def end(instance: Instance, failure: str) -> None:
        if failure:
            instances.mark_error(cloud.database, instance_uuid, f"Rebuild failed: {failure}")
        else:
            mark_rebuilt(cloud, instance)

    await REBUILD.run(cloud, locks, instance_uuid, request_id, work, end)


async def replace_guest(
    cloud: Cloud,
    locks: InstanceLocks,
    instance: Instance,
    admin_password: str,
    injected_files: list[list[str]],
) -> None:
    """Destroy the guest and spawn it anew. Raises InstanceDeleted, DriverError."""
    driver = cloud.driver
    uuid = instance["uuid"]
    await locks.pause(uuid, cloud.settings.pace)
    await driver.destroy(guest_of(instance))
    instances.change(cloud.database, uuid, task_state=states.REBUILD_SPAWNING)
    with cloud.trace.step(uuid, "rebuild_instance", __name__):
        image = boot_image(cloud, block_storage.root_image_id(cloud.database, instance))
        files = [(path, contents) for path, contents in injected_files]
        await driver.spawn(
            guest_of(instance),
            image,
            instance["nw_info"],
            block_device_info(instance),
            files,
            admin_password,
            lambda _line: None,
        )
        if _was_stopped(instance):
            await driver.power_off(guest_of(instance))


def _was_stopped(instance: Instance) -> bool:
    return bool(instance["vm_state"] == states.STOPPED)


def mark_rebuilt(cloud: Cloud, instance: Instance) -> None:
    was_stopped = _was_stopped(instance)
    instances.change(
        cloud.database,
        instance["uuid"],
        vm_state=states.STOPPED if was_stopped else states.ACTIVE,
        task_state=None,
        power_state=states.POWER_SHUTDOWN if was_stopped else states.POWER_RUNNING,
        launch_time=clock.now(),
        fault_code=None,
        fault_message=None,
        fault_details=None,
        fault_at=None,
    )


async def set_admin_password(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, password: str
) -> None:
    """Change the administrator's password inside the guest."""

    async def work(instance: Instance) -> None:
        await cloud.driver.set_admin_password(guest_of(instance), password)

    def end(_instance: Instance, _failure: str) -> None:
        instances.change(cloud.database, instance_uuid, task_state=None)

    await SET_PASSWORD.run(cloud, locks, instance_uuid, request_id, work, end)
