"""What changes how a guest runs: stop, start, reboot, pause, suspend, rescue... A table, and one way through it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import Driver, DriverError, Guest


@dataclass(frozen=True)
class Change:
    """What the driver does, and the states afterwards."""

    act: Callable[[Driver, Guest], Awaitable[None]]
    vm_state: str
    power_state: int


async def _rescue(driver: Driver, guest: Guest) -> None:
    await driver.power_off(guest)
    await driver.power_on(guest)


CHANGES: Mapping[str, Change] = {
    "stop_instance": Change(
        lambda driver, guest: driver.power_off(guest), states.STOPPED, states.POWER_SHUTDOWN
    ),
    "start_instance": Change(
        lambda driver, guest: driver.power_on(guest), states.ACTIVE, states.POWER_RUNNING
    ),
    "soft_reboot_instance": Change(
        lambda driver, guest: driver.reboot(guest, False), states.ACTIVE, states.POWER_RUNNING
    ),
    "hard_reboot_instance": Change(
        lambda driver, guest: driver.reboot(guest, True), states.ACTIVE, states.POWER_RUNNING
    ),
    "pause_instance": Change(
        lambda driver, guest: driver.pause(guest), states.PAUSED, states.POWER_PAUSED
    ),
    "unpause_instance": Change(
        lambda driver, guest: driver.unpause(guest), states.ACTIVE, states.POWER_RUNNING
    ),
    "suspend_instance": Change(
        lambda driver, guest: driver.suspend(guest), states.SUSPENDED, states.POWER_SUSPENDED
    ),
    "resume_instance": Change(
        lambda driver, guest: driver.resume(guest), states.ACTIVE, states.POWER_RUNNING
    ),
    "rescue_instance": Change(_rescue, states.RESCUED, states.POWER_RUNNING),
    "unrescue_instance": Change(_rescue, states.ACTIVE, states.POWER_RUNNING),
}


async def change_power(
    cloud: Cloud,
    locks: InstanceLocks,
    method: str,
    instance_uuid: str,
    request_id: str,
    task_state: str,
) -> None:
    """Does what the table says, if the instance still waits for it; a driver's refusal leaves it as it was."""
    change, started = CHANGES[method], clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        if instance is None or instance["task_state"] != task_state:
            return
        result: dict[str, Any] = {"vm_state": change.vm_state, "power_state": change.power_state}
        failure = ""
        try:
            with cloud.trace.step(instance_uuid, method, __name__):
                await change.act(cloud.driver, guest_of(instance))
        except DriverError as error:
            failure, result = str(error), {}
        with cloud.database.transaction():
            still = instances.find(cloud.database, instance_uuid)
            if still is not None and still["task_state"] == task_state:
                instances.change(cloud.database, instance_uuid, task_state=None, **result)
            event = f"compute_{method.removeprefix('soft_').removeprefix('hard_')}"
            actions.finish(
                cloud.database, instance_uuid, request_id, event, instance["host"], started, failure
            )
