"""Power changes: stop, start, reboot, pause, suspend, rescue... in one table, with one method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.host_task import HostTask
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.virt.driver import Driver, Guest


@dataclass(frozen=True)
class PowerChange:
    """The driver's part of a change, and the states that follow."""

    act: Callable[[Driver, Guest], Awaitable[None]]
    vm_state: str
    power_state: int = states.POWER_RUNNING


async def _power_cycle(driver: Driver, guest: Guest) -> None:
    await driver.power_off(guest)
    await driver.power_on(guest)


CHANGES: Mapping[str, PowerChange] = {
    "stop_instance": PowerChange(
        lambda driver, guest: driver.power_off(guest), states.STOPPED, states.POWER_SHUTDOWN
    ),
    "start_instance": PowerChange(lambda driver, guest: driver.power_on(guest), states.ACTIVE),
    "soft_reboot_instance": PowerChange(
        lambda driver, guest: driver.reboot(guest, False), states.ACTIVE
    ),
    "hard_reboot_instance": PowerChange(
        lambda driver, guest: driver.reboot(guest, True), states.ACTIVE
    ),
    "pause_instance": PowerChange(
        lambda driver, guest: driver.pause(guest), states.PAUSED, states.POWER_PAUSED
    ),
    "unpause_instance": PowerChange(lambda driver, guest: driver.unpause(guest), states.ACTIVE),
    "suspend_instance": PowerChange(
        lambda driver, guest: driver.suspend(guest), states.SUSPENDED, states.POWER_SUSPENDED
    ),
    "resume_instance": PowerChange(lambda driver, guest: driver.resume(guest), states.ACTIVE),
    "rescue_instance": PowerChange(_power_cycle, states.RESCUED),
    "unrescue_instance": PowerChange(_power_cycle, states.ACTIVE),
}


async def change_power(
    cloud: Cloud,
    locks: InstanceLocks,
    method: str,
    instance_uuid: str,
    request_id: str,
    task_state: str,
) -> None:
    """Carry out a method of the table, unless the instance has left ``task_state``.

    If the driver fails, the instance stays as it was.
    """
    change = CHANGES[method]

    async def work(instance: Instance) -> None:
        with cloud.trace.step(instance_uuid, method, __name__):
            await change.act(cloud.driver, guest_of(instance))

    def end(_instance: Instance, failure: str) -> None:
        new_states = {"vm_state": change.vm_state, "power_state": change.power_state}
        if _is_in_task(cloud, instance_uuid, task_state):
            changes = {} if failure else new_states
            instances.change(cloud.database, instance_uuid, task_state=None, **changes)

    task = HostTask(_event_name(method), (task_state,))
    await task.run(cloud, locks, instance_uuid, request_id, work, end)


def _is_in_task(cloud: Cloud, uuid: str, task_state: str) -> bool:
    instance = instances.find(cloud.database, uuid)
    if instance is None:
        return False
    return bool(instance["task_state"] == task_state)


def _event_name(method: str) -> str:
    """Return Nova's name for a method's event: both kinds of reboot share one."""
    name = method.removeprefix("soft_").removeprefix("hard_")
    return f"compute_{name}"
