"""The workers: a scheduler, a compute manager for each host, a volume and an image manager."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.manager import sync_power_state
from mini_nova_sandbox.compute.manager.host import ComputeManager
from mini_nova_sandbox.compute.manager.instance_locks import InstanceLocks
from mini_nova_sandbox.image import imports
from mini_nova_sandbox.scheduler.manager import SchedulerManager
from mini_nova_sandbox.volume.manager.volume_manager import VolumeManager


def start(cloud: Cloud) -> None:
    """Start the workers; they begin with the messages of an earlier process."""
    hosts = cloud.database.rows("SELECT host FROM compute_nodes ORDER BY number")
    locks = InstanceLocks(cloud)
    for row in hosts:
        ComputeManager(cloud, locks, row["host"]).start()
        sync_power_state.start(cloud, row["host"])
    SchedulerManager(cloud).start()
    VolumeManager(cloud).start()
    imports.start(cloud)
    sync_power_state.watch(cloud)
