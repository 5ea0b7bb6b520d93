"""``run_instance`` on a host: the four steps of a build in order, and the end of the build."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, block_storage, faults, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.manager.allocate_network import _allocate_network
from mini_nova_sandbox.compute.manager.boot_volumes import VolumeError
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.compute.manager.prep_block_device import _prep_block_device
from mini_nova_sandbox.compute.manager.spawn import _spawn
from mini_nova_sandbox.compute.manager.start_building import _start_building
from mini_nova_sandbox.compute.schedule_run_instance import TOPIC
from mini_nova_sandbox.network.allocate_for_instance import NetworkError, deallocate_for_instance
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

EVENT = "compute__do_build_and_run_instance"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """The arguments of a build, to be cast again to the scheduler if it fails on its host."""

    request_spec: Mapping[str, Any]
    admin_password: str
    injected_files: list[list[str]]
    requested_networks: list[dict[str, Any]]
    filter_properties: Mapping[str, Any]

    def repeat(self, cloud: Cloud, uuid: str, host: str | None, reason: str) -> None:
        """Cast ``run_instance`` for one instance, leaving out the hosts that have failed."""
        ignored_hosts = [*self.filter_properties.get("ignore_hosts", ()), host]
        cloud.queue.cast(
            TOPIC,
            "run_instance",
            request_spec={**self.request_spec, "instance_uuids": [uuid], "num_instances": 1},
            admin_password=self.admin_password,
            injected_files=self.injected_files,
            requested_networks=self.requested_networks,
            filter_properties={
                **self.filter_properties,
                "ignore_hosts": ignored_hosts,
                "last_failure": reason,
            },
        )


async def run_instance(
    cloud: Cloud,
    locks: InstanceLocks,
    own_host: str,
    instance_uuid: str,
    request_spec: Mapping[str, Any],
    admin_password: str,
    injected_files: list[list[str]],
    requested_networks: list[dict[str, Any]],
    filter_properties: Mapping[str, Any],
) -> None:
    """Build an instance: to ACTIVE, or to ERROR with all its resources freed.

    If the driver fails, the build goes back to the scheduler, for another host. Do nothing if the
    build has ended already, or has gone to another host.
    """
    uuid = instance_uuid
    attempt = Attempt(
        request_spec, admin_password, injected_files, requested_networks, filter_properties
    )
    started_at = clock.now()
    async with locks.hold(uuid):
        if not _is_building(cloud, uuid, own_host):
            return
        event = actions.Event(uuid, request_spec["request_id"], EVENT, own_host, started_at)
        try:
            is_stuck = await _build(cloud, locks, uuid, attempt)
        except InstanceDeleted:
            message = "stopped: it is being deleted"
            cloud.trace.note(uuid, "run_instance", __name__, message)
        except (NetworkError, VolumeError) as error:
            await _clean_up(cloud, uuid)
            _abort_build(cloud, uuid, str(error), event)
        except DriverError as error:
            await _clean_up(cloud, uuid)
            _reschedule(cloud, uuid, str(error), event, attempt)
        else:
            if not is_stuck:
                _finish_build(cloud, uuid, event)


def _is_building(cloud: Cloud, uuid: str, host: str) -> bool:
    """Tell whether an instance is still to be built on a host."""
    instance = instances.find(cloud.database, uuid)
    if instance is None or instance["host"] != host:
        return False
    return bool(instance["vm_state"] == states.BUILDING)


async def _build(cloud: Cloud, locks: InstanceLocks, uuid: str, attempt: Attempt) -> bool:
    """Take the four steps of a build; return whether it is stuck before the last.

    Raises InstanceDeleted, NetworkError, VolumeError, DriverError.
    """
    await _start_building(cloud, locks, uuid)
    nw_info = await _allocate_network(cloud, locks, uuid, attempt.requested_networks)
    info = await _prep_block_device(cloud, locks, uuid)
    instance = locks.live_instance(uuid)
    if faults.has_fault(instance, "stuck"):
        _stay_stuck(cloud, uuid)
        return True
    files = attempt.injected_files
    await _spawn(cloud, locks, uuid, nw_info, info, files, attempt.admin_password)
    return False


def _stay_stuck(cloud: Cloud, uuid: str) -> None:
    """Stay in the task state spawning forever."""
    instances.change(cloud.database, uuid, task_state=states.SPAWNING)
    message = "stuck (sandbox:fault=stuck)"
    cloud.trace.note(uuid, "_spawn", __name__, message)


def _finish_build(cloud: Cloud, uuid: str, event: actions.Event) -> None:
    database = cloud.database
    with database.transaction():
        launch_time = clock.now()
        instances.change(
            database,
            uuid,
            vm_state=states.ACTIVE,
            task_state=None,
            power_state=states.POWER_RUNNING,
            launch_time=launch_time,
            progress=0,
        )
        event.finish(database)
        milliseconds = (launch_time - event.started_at) * 1000
        cloud.trace.record(uuid, "done", __name__, launch_time, milliseconds, "active, running")


async def _clean_up(cloud: Cloud, uuid: str) -> None:
    """Remove the guest of a failed build."""
    instance = instances.find(cloud.database, uuid)
    if instance is None:
        return
    try:
        await cloud.driver.destroy(guest_of(instance))
    except DriverError as error:
        log.warning("%s: cannot remove the guest of the failed build: %s", uuid, error)


def _abort_build(cloud: Cloud, uuid: str, reason: str, event: actions.Event) -> None:
    """End a build that no other host could do better, and record why."""
    with cloud.database.transaction():
        if _release(cloud, uuid):
            _release_volumes(cloud, uuid)
            message = f"Build of instance {uuid} aborted: {reason}"
            instances.mark_error(cloud.database, uuid, message, details=reason)
            event.finish(cloud.database, reason)


def _reschedule(
    cloud: Cloud, uuid: str, reason: str, event: actions.Event, attempt: Attempt
) -> None:
    """Send a build that failed back to the scheduler, for another host."""
    with cloud.database.transaction():
        if _release(cloud, uuid):
            host = event.host
            cloud.trace.note(uuid, "reschedule", __name__, f"failed on {host}: {reason}")
            instances.change(cloud.database, uuid, task_state=states.SCHEDULING)
            event.finish(cloud.database, reason)
            attempt.repeat(cloud, uuid, host, reason)


def _release(cloud: Cloud, uuid: str) -> bool:
    """Free a build's ports, addresses and host, unless its server is gone: then return False.

    Its volumes stay reserved for it.
    """
    database = cloud.database
    if instances.find(database, uuid) is None:
        return False
    deallocate_for_instance(database, uuid)
    block_storage.disconnect_all(database, uuid)
    instances.change(database, uuid, host=None, node=None, nw_info=[])
    return True


def _release_volumes(cloud: Cloud, uuid: str) -> None:
    """Let go of the volumes of a build that has failed for good."""
    instance = instances.find(cloud.database, uuid)
    if instance is not None:
        block_storage.release(cloud, instance)
