"""The manager's ``_spawn``: the driver makes the guest and starts it. BUILD / spawning."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import faults, instances, states
from mini_nova_sandbox.compute.guests import boot_image, guest_of
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError


async def _spawn(
    cloud: Cloud,
    locks: InstanceLocks,
    uuid: str,
    nw_info: list[dict[str, Any]],
    block_device_info: dict[str, Any],
    injected_files: list[list[str]],
    admin_password: str,
) -> None:
    """Spawns the guest; each of the driver's steps is a line of the trace. Raises DriverError, Deleting."""
    instances.change(cloud.database, locks.live_instance(uuid)["uuid"], task_state=states.SPAWNING)
    instance = locks.live_instance(uuid)
    await locks.pause(uuid, faults.spawn_delay(instance))

    def tell(line: str) -> None:
        cloud.trace.record(
            uuid, f"{cloud.driver.name}.spawn", type(cloud.driver).__module__, clock.now(), 0, line
        )

    with cloud.trace.step(uuid, "_spawn", __name__) as step:
        if faults.has_fault(instance, "spawn"):
            raise DriverError("The sandbox was asked to fail here (sandbox:fault=spawn).")
        files = [(path, contents) for path, contents in injected_files]
        await cloud.driver.spawn(
            guest_of(instance),
            boot_image(cloud, instance["image_ref"]),
            nw_info,
            block_device_info,
            files,
            admin_password,
            tell,
        )
        step.message = f"{cloud.driver.name} driver: {instances.instance_name(instance)} runs"
    locks.live_instance(uuid)
