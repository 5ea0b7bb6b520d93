"""``sync_power_states`` and ``sync_power_state``: what guests do behind the cloud's back.

As in Nova, the hypervisor is right about the power state. A server whose guest has stopped by
itself is stopped, one that runs although it was stopped is stopped again, and one whose guest is
gone shows NOSTATE. The drivers report changes, and a host looks at all of its guests when it starts:
nothing is polled.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.virt.driver import CRASHED, DriverError

TO_STOP: Mapping[str, tuple[int, ...]] = {  # the power states that end in a stop, by vm_state
    states.ACTIVE: (states.POWER_SHUTDOWN, CRASHED, states.POWER_SUSPENDED),
    states.PAUSED: (states.POWER_SHUTDOWN, CRASHED),
    states.STOPPED: (states.POWER_RUNNING, states.POWER_PAUSED, states.POWER_SUSPENDED),
}
SYNCED = (*TO_STOP, states.RESCUED, states.RESIZED, states.ERROR)  # vm_states; others have no guest
log = logging.getLogger(__name__)


def watch(cloud: Cloud) -> None:
    """Sync each guest that the driver reports."""

    def report(instance_uuid: str) -> None:
        instance = instances.find(cloud.database, instance_uuid)
        if instance is not None and instance["host"]:
            topic = f"compute.{instance['host']}"
            cloud.queue.cast(topic, "sync_power_state", instance_uuid=instance_uuid)

    cloud.driver.watch(report)


def start(cloud: Cloud, host: str) -> None:
    """Have a host look at its guests, if it has any."""
    if _power_states(cloud.database, host):
        cloud.queue.cast(f"compute.{host}", "sync_power_states", host=host)


async def sync_power_states(cloud: Cloud, locks: InstanceLocks, host: str) -> None:
    """Sync the guests of a host whose power state is not the one in their row."""
    rows = _power_states(cloud.database, host)
    try:
        power_states = await cloud.driver.power_states()
    except DriverError as error:
        log.warning("the power states of %s stay as they are: %s", host, error)
        return
    for row in rows:
        power_state = power_states.get(row["uuid"], states.POWER_NOSTATE)
        if power_state != row["power_state"]:
            await sync_power_state(cloud, locks, row["uuid"])


async def sync_power_state(cloud: Cloud, locks: InstanceLocks, instance_uuid: str) -> None:
    """Take over the power state of a guest, unless a task is at work on it."""
    async with locks.hold(instance_uuid):
        instance = _instance_at_rest(cloud.database, instance_uuid)
        if instance is None:
            return
        try:
            power_state = await cloud.driver.power_state(guest_of(instance))
        except DriverError as error:
            log.warning("%s: the power state stays as it is: %s", instance_uuid, error)
            return
        with cloud.database.transaction():
            if _instance_at_rest(cloud.database, instance_uuid) is not None:
                _take_over(cloud, instance, power_state)


def _power_states(database: Database, host: str) -> list[Row]:
    """Return the ids and power states of the servers of a host that are at rest."""
    marks = ", ".join("?" * len(SYNCED))
    return database.rows(
        "SELECT uuid, power_state FROM instances WHERE host = ? AND deleted = 0"  # noqa: S608
        f" AND task_state IS NULL AND vm_state IN ({marks})",
        host,
        *SYNCED,
    )


def _instance_at_rest(database: Database, instance_uuid: str) -> Instance | None:
    """Return an instance that is on a host and that no task works on; None otherwise."""
    instance = instances.find(database, instance_uuid)
    if instance is None or instance["vm_state"] not in SYNCED:
        return None
    if instance["task_state"] or not instance["host"]:
        return None
    return instance


def _take_over(cloud: Cloud, instance: Instance, power_state: int) -> None:
    if power_state != instance["power_state"]:
        instances.change(cloud.database, instance["uuid"], power_state=power_state)
    if power_state in TO_STOP.get(instance["vm_state"], ()):
        _stop(cloud, instance, power_state)


def _stop(cloud: Cloud, instance: Instance, power_state: int) -> None:
    """Stop a server as its user would."""
    instance_uuid = instance["uuid"]
    request_id = "req-" + chance.new_uuid("request")
    task_state = states.POWERING_OFF
    message = f"power state {power_state} of a server that is {instance['vm_state']}: stop it"
    cloud.trace.note(instance_uuid, "sync_power_state", __name__, message)
    instances.change(cloud.database, instance_uuid, task_state=task_state)
    actions.start(cloud.database, instance, "stop", request_id, user_id="")
    cloud.queue.cast(
        f"compute.{instance['host']}",
        "stop_instance",
        instance_uuid=instance_uuid,
        request_id=request_id,
        task_state=task_state,
    )
