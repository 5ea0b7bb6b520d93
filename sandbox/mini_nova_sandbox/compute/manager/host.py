"""The manager of one compute host: the methods of its queue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.compute.manager.evacuate import evacuate_instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.compute.manager.live_migration import (
    live_migration,
    live_migration_abort,
    live_migration_force_complete,
)
from mini_nova_sandbox.compute.manager.power import CHANGES, change_power
from mini_nova_sandbox.compute.manager.rebuild import rebuild_instance, set_admin_password
from mini_nova_sandbox.compute.manager.resize import (
    confirm_resize,
    finish_resize,
    finish_revert_resize,
    resize_instance,
    revert_resize,
)
from mini_nova_sandbox.compute.manager.run_instance import run_instance
from mini_nova_sandbox.compute.manager.shelve import (
    shelve_instance,
    shelve_offload_instance,
    unshelve_instance,
)
from mini_nova_sandbox.compute.manager.snapshot import backup_instance, snapshot_instance
from mini_nova_sandbox.compute.manager.sync_power_state import sync_power_state, sync_power_states
from mini_nova_sandbox.compute.manager.terminate import terminate_instance
from mini_nova_sandbox.compute.manager.volumes import attach_volume, detach_volume, swap_volume
from mini_nova_sandbox.state.queue import Method

METHODS = (
    terminate_instance,
    rebuild_instance,
    snapshot_instance,
    backup_instance,
    set_admin_password,
    resize_instance,
    finish_resize,
    confirm_resize,
    revert_resize,
    finish_revert_resize,
    live_migration,
    live_migration_abort,
    live_migration_force_complete,
    evacuate_instance,
    shelve_instance,
    shelve_offload_instance,
    unshelve_instance,
    attach_volume,
    detach_volume,
    swap_volume,
    sync_power_state,
    sync_power_states,
)


class ComputeManager:
    """The consumer of the topic ``compute.HOST``."""

    def __init__(self, cloud: Cloud, locks: InstanceLocks, host: str) -> None:
        self._cloud = cloud
        self._locks = locks
        self._host = host

    def start(self) -> None:
        """Start to consume the queue, beginning with messages from before a kill."""
        cloud = self._cloud
        locks = self._locks
        methods: dict[str, Method] = {
            "run_instance": partial(run_instance, cloud, locks, self._host),
        }
        for method in METHODS:
            name = method.__name__
            methods[name] = partial(method, cloud, locks)
        for name in CHANGES:
            methods[name] = partial(change_power, cloud, locks, name)
        topic = f"compute.{self._host}"
        cloud.queue.consume(topic, methods, self._give_up)

    def _give_up(self, method: str, arguments: Mapping[str, Any], error: Exception) -> None:
        """Put the instance of a message that keeps failing into ERROR."""
        uuid = arguments.get("instance_uuid", "")
        kind = type(error).__name__
        message = f"{method} failed: {kind}"
        instances.mark_error(self._cloud.database, uuid, message)
