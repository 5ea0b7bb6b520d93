"""The manager's ``_spawn``: the driver creates the guest and starts it. BUILD / spawning."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import block_storage, faults, instances, states
from mini_nova_sandbox.compute.guests import boot_image, guest_of
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
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
    """Spawn the guest, tracing each step of the driver. Raises DriverError, InstanceDeleted."""
    driver = cloud.driver
    instance = locks.live_instance(uuid)
    instances.change(cloud.database, uuid, task_state=states.SPAWNING)
    seconds = faults.spawn_delay(instance)
    await locks.pause(uuid, seconds)
    with cloud.trace.step(uuid, "_spawn", __name__) as step:
        if faults.fails_spawning(instance):
            raise DriverError("The sandbox was asked to fail here (sandbox:fault=spawn).")
        image = boot_image(cloud, block_storage.root_image_id(cloud.database, instance))
        files = [(path, contents) for path, contents in injected_files]
        await driver.spawn(
            guest_of(instance),
            image,
            nw_info,
            block_device_info,
            files,
            admin_password,
            lambda line: _record_driver_step(cloud, uuid, line),
        )
        name = instances.instance_name(instance)
        step.message = f"{driver.name} driver: {name} runs"
    locks.live_instance(uuid)


def _record_driver_step(cloud: Cloud, uuid: str, line: str) -> None:
    driver = cloud.driver
    step = f"{driver.name}.spawn"
    module = type(driver).__module__
    cloud.trace.note(uuid, step, module, line)
