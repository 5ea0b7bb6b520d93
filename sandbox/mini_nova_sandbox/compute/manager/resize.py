"""The end of a resize on a host: finish, confirm, revert."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

FINISH_TASKS = (states.RESIZE_MIGRATING, states.RESIZE_FINISH)


async def finish_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Give the guest its new size; it waits for confirmResize or revertResize (VERIFY_RESIZE).

    If the driver fails, the instance gets its old size and host back.
    """
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(database, instance_uuid)
        if instance is None or instance["task_state"] not in FINISH_TASKS:
            return
        failure = ""
        try:
            await locks.pause(instance_uuid, cloud.settings.pace)
            instances.change(database, instance_uuid, task_state=states.RESIZE_FINISH)
            with cloud.trace.step(instance_uuid, "finish_resize", __name__):
                await cloud.driver.resize(guest_of(instance))
        except InstanceDeleted:
            return
        except DriverError as error:
            failure = str(error)
        event = actions.Event(
            instance_uuid, request_id, "compute_finish_resize", instance["host"], started_at
        )
        with database.transaction():
            if failure:
                _restore_old_size(cloud, instance)
            else:
                _mark_resized(cloud, instance_uuid)
            event.finish(database, failure)


def _mark_resized(cloud: Cloud, uuid: str) -> None:
    instances.change(
        cloud.database,
        uuid,
        vm_state=states.RESIZED,
        task_state=None,
        power_state=states.POWER_RUNNING,
        launch_time=clock.now(),
    )


async def confirm_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Free the old size's room on its host, and stop the guest if it was stopped before."""
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        with database.transaction():
            instance = instances.find(database, instance_uuid)
            if instance is None or instance["task_state"] != states.RESIZE_CONFIRMING:
                return
            was_stopped = instance["old_vm_state"] == states.STOPPED
            instances.change(
                database,
                instance_uuid,
                old_flavor=None,
                old_host=None,
                old_vm_state=None,
                task_state=None,
                vm_state=states.STOPPED if was_stopped else states.ACTIVE,
                power_state=states.POWER_SHUTDOWN if was_stopped else states.POWER_RUNNING,
            )
            event = actions.Event(
                instance_uuid, request_id, "compute_confirm_resize", instance["host"], started_at
            )
            event.finish(database)
        if was_stopped:
            await cloud.driver.power_off(guest_of(instance))


async def revert_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Give the guest its old size and host back, and stop it if it was stopped before."""
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(database, instance_uuid)
        if instance is None or instance["task_state"] != states.RESIZE_REVERTING:
            return
        old_instance = {**instance, **instance["old_flavor"]}
        failure = ""
        try:
            await cloud.driver.resize(guest_of(old_instance))
            if instance["old_vm_state"] == states.STOPPED:
                await cloud.driver.power_off(guest_of(old_instance))
        except DriverError as error:
            failure = str(error)
        event = actions.Event(
            instance_uuid, request_id, "compute_revert_resize", instance["host"], started_at
        )
        with database.transaction():
            if failure:
                instances.change(database, instance_uuid, task_state=None)
            else:
                _restore_old_size(cloud, instance)
            event.finish(database, failure)


def _restore_old_size(cloud: Cloud, instance: Instance) -> None:
    was_stopped = instance["old_vm_state"] == states.STOPPED
    instances.change(
        cloud.database,
        instance["uuid"],
        **instance["old_flavor"],
        host=instance["old_host"],
        node=instance["old_host"],
        old_flavor=None,
        old_host=None,
        old_vm_state=None,
        vm_state=states.STOPPED if was_stopped else states.ACTIVE,
        task_state=None,
        power_state=states.POWER_SHUTDOWN if was_stopped else states.POWER_RUNNING,
    )
