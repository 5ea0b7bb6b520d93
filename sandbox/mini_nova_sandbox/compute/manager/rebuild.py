"""``rebuild_instance`` and ``snapshot_instance``, and the password change: what touches the inside of a guest."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.guests import boot_image, guest_of
from mini_nova_sandbox.compute.manager.instance_locks import Deleting, InstanceLocks
from mini_nova_sandbox.compute.manager.prep_block_device import block_device_info
from mini_nova_sandbox.image import images
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError


async def rebuild_instance(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_id: str,
    admin_password: str,
    injected_files: list[list[str]],
) -> None:
    """Makes the guest anew from the image that its row now names; ports, addresses, host and id stay."""
    started = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        if instance is None or instance["task_state"] not in (
            states.REBUILDING,
            states.REBUILD_SPAWNING,
        ):
            return
        failure = ""
        try:
            await locks.pause(instance_uuid, cloud.settings.pace)
            await cloud.driver.destroy(guest_of(instance))
            instances.change(cloud.database, instance_uuid, task_state=states.REBUILD_SPAWNING)
            with cloud.trace.step(instance_uuid, "rebuild_instance", __name__):
                await cloud.driver.spawn(
                    guest_of(instance),
                    boot_image(cloud, instance["image_ref"]),
                    instance["nw_info"],
                    block_device_info(instance),
                    [(path, text) for path, text in injected_files],
                    admin_password,
                    lambda _line: None,
                )
        except Deleting:
            return
        except DriverError as error:
            failure = str(error)
        with cloud.database.transaction():
            if failure:
                instances.mark_error(cloud.database, instance_uuid, f"Rebuild failed: {failure}")
            else:
                instances.change(
                    cloud.database,
                    instance_uuid,
                    vm_state=states.ACTIVE,
                    task_state=None,
                    power_state=states.POWER_RUNNING,
                    launch_time=clock.now(),
                    fault_code=None,
                    fault_message=None,
                    fault_details=None,
                    fault_at=None,
                )
            actions.finish(
                cloud.database,
                instance_uuid,
                request_id,
                "compute_rebuild_instance",
                instance["host"],
                started,
                failure,
            )


async def snapshot_instance(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, image_id: str
) -> None:
    """Writes the guest's disk into an image that waits for it."""
    started = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        failure = "" if instance else "the server is gone"
        if instance is not None:
            try:
                with cloud.trace.step(instance_uuid, "snapshot_instance", __name__):
                    await cloud.driver.snapshot(
                        guest_of(instance), images.path(cloud.settings, image_id)
                    )
            except DriverError as error:
                failure = str(error)
        with cloud.database.transaction():
            if failure:
                images.mark_killed(cloud.database, image_id)
            else:
                images.activate(cloud.database, cloud.settings, image_id)
            if instance is not None and instance["task_state"] == states.IMAGE_SNAPSHOT:
                instances.change(cloud.database, instance_uuid, task_state=None)
            host = instance["host"] if instance else None
            actions.finish(
                cloud.database,
                instance_uuid,
                request_id,
                "compute_snapshot_instance",
                host,
                started,
                failure,
            )


async def set_admin_password(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, password: str
) -> None:
    """Changes the administrator's password inside the guest."""
    started = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        if instance is None or instance["task_state"] != states.UPDATING_PASSWORD:
            return
        failure = ""
        try:
            await cloud.driver.set_admin_password(guest_of(instance), password)
        except DriverError as error:
            failure = str(error)
        with cloud.database.transaction():
            instances.change(cloud.database, instance_uuid, task_state=None)
            actions.finish(
                cloud.database,
                instance_uuid,
                request_id,
                "compute_set_admin_password",
                instance["host"],
                started,
                failure,
            )
