"""The manager's ``_start_building``: vm_state building; the task state is still scheduling."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks


async def _start_building(cloud: Cloud, locks: InstanceLocks, uuid: str) -> None:
    """Mark the instance as building, and keep that visible for a while.

    Raises InstanceDeleted.
    """
    with cloud.trace.step(uuid, "_start_building", __name__) as step:
        instance = locks.live_instance(uuid)
        host = instance["host"]
        step.message = f"building on {host}"
        instances.change(cloud.database, uuid, vm_state=states.BUILDING)
    await locks.pause(uuid, cloud.settings.pace)
