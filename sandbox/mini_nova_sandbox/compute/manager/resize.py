"""The end of a resize on a host: finishing, confirming, reverting."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.manager.instance_locks import Deleting, InstanceLocks
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError


async def finish_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Gives the guest its new size; then it waits for confirmResize or revertResize (VERIFY_RESIZE)."""
    started = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        if instance is None or instance["task_state"] not in (
            states.RESIZE_MIGRATING,
            states.RESIZE_FINISH,
        ):
            return
        try:
            await locks.pause(instance_uuid, cloud.settings.pace)
            instances.change(cloud.database, instance_uuid, task_state=states.RESIZE_FINISH)
            with cloud.trace.step(instance_uuid, "finish_resize", __name__):
                await cloud.driver.resize(guest_of(instance))
        except Deleting:
            return
        except DriverError as error:
            with cloud.database.transaction():
                _as_before(cloud, instance)
                actions.finish(
                    cloud.database,
                    instance_uuid,
                    request_id,
                    "compute_finish_resize",
                    instance["host"],
                    started,
                    str(error),
                )
            return
        with cloud.database.transaction():
            instances.change(
                cloud.database,
                instance_uuid,
                vm_state=states.RESIZED,
                task_state=None,
                power_state=states.POWER_RUNNING,
                launch_time=clock.now(),
            )
            actions.finish(
                cloud.database,
                instance_uuid,
                request_id,
                "compute_finish_resize",
                instance["host"],
                started,
            )


async def confirm_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Gives the old size's room back."""
    started = clock.now()
    async with locks.hold(instance_uuid):
        with cloud.database.transaction():
            instance = instances.find(cloud.database, instance_uuid)
            if instance is None or instance["task_state"] != states.RESIZE_CONFIRMING:
                return
            stopped = instance["old_vm_state"] == states.STOPPED
            instances.change(
                cloud.database,
                instance_uuid,
                old_flavor=None,
                old_host=None,
                old_vm_state=None,
                task_state=None,
                vm_state=states.STOPPED if stopped else states.ACTIVE,
                power_state=states.POWER_SHUTDOWN if stopped else states.POWER_RUNNING,
            )
            actions.finish(
                cloud.database,
                instance_uuid,
                request_id,
                "compute_confirm_resize",
                instance["host"],
                started,
            )
        if stopped:
            await cloud.driver.power_off(guest_of(instance))


async def revert_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Gives the guest its old size and place back."""
    started = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        if instance is None or instance["task_state"] != states.RESIZE_REVERTING:
            return
        failure = ""
        try:
            await cloud.driver.resize(guest_of({**instance, **instance["old_flavor"]}))
        except DriverError as error:
            failure = str(error)
        with cloud.database.transaction():
            if failure:
                instances.change(cloud.database, instance_uuid, task_state=None)
            else:
                _as_before(cloud, instance)
            actions.finish(
                cloud.database,
                instance_uuid,
                request_id,
                "compute_revert_resize",
                instance["host"],
                started,
                failure,
            )


def _as_before(cloud: Cloud, instance: instances.Instance) -> None:
    instances.change(
        cloud.database,
        instance["uuid"],
        **instance["old_flavor"],
        host=instance["old_host"],
        node=instance["old_host"],
        old_flavor=None,
        old_host=None,
        old_vm_state=None,
        vm_state=states.ACTIVE,
        task_state=None,
        power_state=states.POWER_RUNNING,
    )
