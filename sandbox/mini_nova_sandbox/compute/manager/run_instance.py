"""``run_instance`` on a host: the four steps of a build in order, and what becomes of it when one of them fails."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, faults, instances, states
from mini_nova_sandbox.compute.guests import guest_of
from mini_nova_sandbox.compute.manager.allocate_network import _allocate_network
from mini_nova_sandbox.compute.manager.instance_locks import Deleting, InstanceLocks
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
    """Builds an instance to ACTIVE, or to ERROR with everything given back; does nothing for one that is done."""
    started = clock.now()
    async with locks.hold(instance_uuid):
        instance = instances.find(cloud.database, instance_uuid)
        if instance is None or instance["vm_state"] != states.BUILDING:
            return
        try:
            await _start_building(cloud, locks, instance_uuid)
            nw_info = await _allocate_network(cloud, locks, instance_uuid, requested_networks)
            info = await _prep_block_device(cloud, locks, instance_uuid)
            if faults.has_fault(instance, "stuck"):
                instances.change(cloud.database, instance_uuid, task_state=states.SPAWNING)
                cloud.trace.record(
                    instance_uuid, "_spawn", __name__, clock.now(), 0, "stuck (sandbox:fault=stuck)"
                )
                return
            await _spawn(cloud, locks, instance_uuid, nw_info, info, injected_files, admin_password)
        except Deleting:
            cloud.trace.record(
                instance_uuid,
                "run_instance",
                __name__,
                clock.now(),
                0,
                "stopped: it is being deleted",
            )
        except (NetworkError, DriverError) as error:
            await _failed(cloud, instance_uuid, str(error), request_spec["request_id"], started)
        else:
            _done(cloud, instance_uuid, request_spec["request_id"], started)


def _done(cloud: Cloud, uuid: str, request_id: str, started: float) -> None:
    with cloud.database.transaction():
        now = clock.now()
        host = instances.find(cloud.database, uuid)
        instances.change(
            cloud.database,
            uuid,
            vm_state=states.ACTIVE,
            task_state=None,
            power_state=states.POWER_RUNNING,
            launch_time=now,
            progress=0,
        )
        actions.finish(
            cloud.database, uuid, request_id, EVENT, host["host"] if host else None, started
        )
        cloud.trace.record(uuid, "done", __name__, now, (now - started) * 1000, "active, running")


async def _failed(cloud: Cloud, uuid: str, reason: str, request_id: str, started: float) -> None:
    """Gives back what the build held (guest, ports, addresses, room on the host), and says why it failed."""
    instance = instances.find(cloud.database, uuid)
    if instance is None:
        return
    try:
        await cloud.driver.destroy(guest_of(instance))
    except DriverError as error:
        log.warning("%s: what the failed build left could not be removed: %s", uuid, error)
    with cloud.database.transaction():
        if instances.find(cloud.database, uuid) is None:
            return
        deallocate_for_instance(cloud.database, uuid)
        host = instance["host"]
        instances.change(cloud.database, uuid, host=None, node=None, nw_info=[])
        instances.mark_error(
            cloud.database, uuid, f"Build of instance {uuid} aborted: {reason}", details=reason
        )
        actions.finish(cloud.database, uuid, request_id, EVENT, host, started, reason)
