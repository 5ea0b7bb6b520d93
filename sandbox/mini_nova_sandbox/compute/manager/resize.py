"""A resize or cold migration on its hosts: leave, arrive, and then confirm or revert.

The source host leaves (``resize_instance``), the destination arrives (``finish_resize``). From
then on the row has the new host and flavor, and keeps the old ones until the resize is confirmed
by the source, or reverted by both.
"""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, migrations, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.host_task import HostTask
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.network.ports import bind_to_host
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.volume import attachments

FINISH_TASKS = (states.RESIZE_MIGRATED, states.RESIZE_FINISH)
FINISH_RESIZE = HostTask("compute_finish_resize", FINISH_TASKS)
FINISH_REVERT = HostTask("compute_finish_revert_resize", (states.RESIZE_REVERTING,))


async def resize_instance(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, migration_id: int
) -> None:
    """Leave the source host: from here on the row has the new host and flavor."""
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(database, instance_uuid)
        if instance is None or instance["task_state"] != states.RESIZE_MIGRATING:
            return
        try:
            await locks.pause(instance_uuid, cloud.settings.pace)
        except InstanceDeleted:
            return
        with database.transaction():
            _leave(cloud, instance, request_id, started_at)
            migrations.change(database, migration_id, migrations.POST_MIGRATING)
            new_host = instance["new_host"]
            cloud.queue.cast(
                f"compute.{new_host}",
                "finish_resize",
                instance_uuid=instance_uuid,
                request_id=request_id,
                migration_id=migration_id,
            )


def _leave(cloud: Cloud, instance: Instance, request_id: str, started_at: float) -> None:
    """Write the new host and flavor, and keep the old ones."""
    uuid = instance["uuid"]
    source = instance["host"]
    new_host = instance["new_host"]
    instances.change(
        cloud.database,
        uuid,
        **instance["new_flavor"],
        **instances.NO_CLAIM,
        **instances.location(cloud.database, new_host),
        old_flavor=instances.flavor_columns(instance),
        old_host=source,
        old_vm_state=instance["vm_state"],
        task_state=states.RESIZE_MIGRATED,
    )
    cloud.trace.note(uuid, "resize_instance", __name__, f"from {source} to {new_host}")
    _finish_event(cloud, instance, request_id, "compute_prep_resize", new_host, started_at)
    _finish_event(cloud, instance, request_id, "compute_resize_instance", source, started_at)


def _finish_event(
    cloud: Cloud,
    instance: Instance,
    request_id: str,
    name: str,
    host: str,
    started_at: float,
    failure: str = "",
) -> None:
    event = actions.Event(instance["uuid"], request_id, name, host, started_at)
    event.finish(cloud.database, failure)


async def finish_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, migration_id: int
) -> None:
    """Give the guest its new size; it waits for confirmResize or revertResize (VERIFY_RESIZE).

    If the driver fails, the instance gets its old size and host back.
    """

    async def work(instance: Instance) -> None:
        await locks.pause(instance_uuid, cloud.settings.pace)
        instances.change(cloud.database, instance_uuid, task_state=states.RESIZE_FINISH)
        with cloud.trace.step(instance_uuid, "finish_resize", __name__):
            await _fit_guest(cloud, instance)

    def end(instance: Instance, failure: str) -> None:
        if failure:
            _return_to_old_host(cloud, instance, task_state=None)
            migrations.change(cloud.database, migration_id, migrations.ERROR)
        else:
            _mark_resized(cloud, instance)
            migrations.change(cloud.database, migration_id, migrations.FINISHED)

    await FINISH_RESIZE.run(cloud, locks, instance_uuid, request_id, work, end)


async def _fit_guest(cloud: Cloud, instance: Instance) -> None:
    """Give a guest the size in its row; one that was stopped stays so. Raises DriverError."""
    guest = guest_of(instance)
    await cloud.driver.resize(guest)
    if instance["old_vm_state"] == states.STOPPED:
        await cloud.driver.power_off(guest)


def _mark_resized(cloud: Cloud, instance: Instance) -> None:
    uuid = instance["uuid"]
    bind_to_host(cloud.database, uuid, instance["host"])
    attachments.bind_to_host(cloud.database, uuid, instance["host"])
    instances.change(
        cloud.database,
        uuid,
        vm_state=states.RESIZED,
        task_state=None,
        power_state=_usual_states(instance)["power_state"],
        launch_time=clock.now(),
    )


def _usual_states(instance: Instance) -> dict[str, Any]:
    """Return the states of an instance outside its resize: stopped if it was stopped before."""
    if instance["old_vm_state"] == states.STOPPED:
        return {"vm_state": states.STOPPED, "power_state": states.POWER_SHUTDOWN}
    return {"vm_state": states.ACTIVE, "power_state": states.POWER_RUNNING}


async def confirm_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Free the old size's room on the source host, which does this."""
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        with database.transaction():
            instance = instances.find(database, instance_uuid)
            if instance is None or instance["task_state"] != states.RESIZE_CONFIRMING:
                return
            source = instance["old_host"]
            instances.change(
                database,
                instance_uuid,
                old_flavor=None,
                old_host=None,
                old_vm_state=None,
                task_state=None,
                **_usual_states(instance),
            )
            migrations.finish_resize(database, instance_uuid, migrations.CONFIRMED)
            event_name = "compute_confirm_resize"
            _finish_event(cloud, instance, request_id, event_name, source, started_at)


async def revert_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Give the destination up: the row has its old host and flavor again."""
    database = cloud.database
    started_at = clock.now()
    async with locks.hold(instance_uuid):
        with database.transaction():
            instance = instances.find(database, instance_uuid)
            is_waiting = instance is not None and instance["old_host"]
            if instance is None or not is_waiting:
                return
            if instance["task_state"] != states.RESIZE_REVERTING:
                return
            _return_to_old_host(cloud, instance, task_state=states.RESIZE_REVERTING)
            event_name = "compute_revert_resize"
            host = instance["host"]
            _finish_event(cloud, instance, request_id, event_name, host, started_at)
            source = instance["old_host"]
            cloud.queue.cast(
                f"compute.{source}",
                "finish_revert_resize",
                instance_uuid=instance_uuid,
                request_id=request_id,
                old_vm_state=instance["old_vm_state"],
            )


def _return_to_old_host(cloud: Cloud, instance: Instance, task_state: str | None) -> None:
    database = cloud.database
    uuid = instance["uuid"]
    instances.change(
        database,
        uuid,
        **instance["old_flavor"],
        **instances.location(database, instance["old_host"]),
        old_flavor=None,
        old_host=None,
        old_vm_state=None,
        task_state=task_state,
    )
    bind_to_host(database, uuid, instance["old_host"])
    attachments.bind_to_host(database, uuid, instance["old_host"])


async def finish_revert_resize(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str, old_vm_state: str
) -> None:
    """Give the guest its old size on the source host, and stop it if it was stopped before."""
    database = cloud.database

    async def work(instance: Instance) -> None:
        with cloud.trace.step(instance_uuid, "finish_revert_resize", __name__):
            await _fit_guest(cloud, {**instance, "old_vm_state": old_vm_state})

    def end(instance: Instance, failure: str) -> None:
        if failure:
            instances.mark_error(database, instance_uuid, f"Revert failed: {failure}")
            migrations.finish_resize(database, instance_uuid, migrations.ERROR)
        else:
            usual_states = _usual_states({**instance, "old_vm_state": old_vm_state})
            instances.change(database, instance_uuid, task_state=None, **usual_states)
            migrations.finish_resize(database, instance_uuid, migrations.REVERTED)

    await FINISH_REVERT.run(cloud, locks, instance_uuid, request_id, work, end)
