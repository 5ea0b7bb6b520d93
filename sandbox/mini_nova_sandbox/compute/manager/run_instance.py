"""``run_instance`` on a host: the four steps of a build in order, and the end of the build."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, faults, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.manager.allocate_network import _allocate_network
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.compute.manager.prep_block_device import _prep_block_device
from mini_nova_sandbox.compute.manager.spawn import _spawn
from mini_nova_sandbox.compute.manager.start_building import _start_building
from mini_nova_sandbox.network.allocate_for_instance import NetworkError, deallocate_for_instance
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

EVENT = "compute__do_build_and_run_instance"
log = logging.getLogger(__name__)


async def run_instance(
    cloud: Cloud,
    locks: InstanceLocks,
    instance_uuid: str,
    request_spec: Mapping[str, Any],
    admin_password: str,
    injected_files: list[list[str]],
    requested_networks: list[dict[str, Any]],
    filter_properties: Mapping[str, Any],
) -> None:
    """Build an instance: to ACTIVE, or to ERROR with all its resources freed.

    Do nothing if the build has ended already.
    """
    database = cloud.database
    uuid = instance_uuid
    request_id = request_spec["request_id"]
    started_at = clock.now()
    async with locks.hold(uuid):
        instance = instances.find(database, uuid)
        if instance is None or instance["vm_state"] != states.BUILDING:
            return
        host = instance["host"]
        event = actions.Event(uuid, request_id, EVENT, host, started_at)
        try:
            await _start_building(cloud, locks, uuid)
            nw_info = await _allocate_network(cloud, locks, uuid, requested_networks)
            info = await _prep_block_device(cloud, locks, uuid)
            if faults.has_fault(instance, "stuck"):
                _stay_stuck(cloud, uuid)
                return
            await _spawn(cloud, locks, uuid, nw_info, info, injected_files, admin_password)
        except InstanceDeleted:
            message = "stopped: it is being deleted"
            cloud.trace.note(uuid, "run_instance", __name__, message)
        except (NetworkError, DriverError) as error:
            await _abort_build(cloud, uuid, str(error), event)
        else:
            _finish_build(cloud, uuid, event)


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


async def _abort_build(cloud: Cloud, uuid: str, reason: str, event: actions.Event) -> None:
    """Free what the build holds (guest, ports, addresses, room on the host), and record why."""
    database = cloud.database
    instance = instances.find(database, uuid)
    if instance is None:
        return
    try:
        await cloud.driver.destroy(guest_of(instance))
    except DriverError as error:
        log.warning("%s: cannot remove the guest of the failed build: %s", uuid, error)
    with database.transaction():
        if instances.find(database, uuid) is None:
            return
        deallocate_for_instance(database, uuid)
        instances.change(database, uuid, host=None, node=None, nw_info=[])
        message = f"Build of instance {uuid} aborted: {reason}"
        instances.mark_error(database, uuid, message, details=reason)
        event.finish(database, reason)
