"""``terminate_instance``: the guest goes, ports and addresses are given back, the row is marked deleted."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.network.allocate_for_instance import deallocate_for_instance
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

EVENT = "compute_terminate_instance"


async def terminate_instance(
    cloud: Cloud, locks: InstanceLocks, instance_uuid: str, request_id: str
) -> None:
    """Removes an instance; a driver that refuses leaves it in ERROR, with the reason."""
    started = clock.now()
    locks.interrupt(instance_uuid)
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        if instance is None:
            return
        await locks.settle(cloud.settings.pace)
        try:
            with cloud.trace.step(instance_uuid, "terminate_instance", __name__):
                await cloud.driver.destroy(guest_of(instance))
        except DriverError as error:
            with cloud.database.transaction():
                instances.mark_error(
                    cloud.database, instance_uuid, f"It could not be deleted: {error}"
                )
                actions.finish(
                    cloud.database,
                    instance_uuid,
                    request_id,
                    EVENT,
                    instance["host"],
                    started,
                    str(error),
                )
            return
        forget(cloud, instance_uuid, request_id, instance["host"], started)


def forget(cloud: Cloud, uuid: str, request_id: str, host: str | None, started: float) -> None:
    """Gives back everything that the rows hold for an instance, and marks it deleted; one transaction."""
    with cloud.database.transaction():
        deallocate_for_instance(cloud.database, uuid)
        instances.mark_deleted(cloud.database, uuid)
        actions.finish(cloud.database, uuid, request_id, EVENT, host, started)
        cloud.trace.record(
            uuid, "deleted", __name__, clock.now(), 0, "ports, addresses and room given back"
        )
