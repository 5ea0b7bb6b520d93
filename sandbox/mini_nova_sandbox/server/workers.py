"""The workers: the scheduler, and a compute manager on every host."""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.manager.host import ComputeManager
from mini_nova_sandbox.scheduler.manager import SchedulerManager


def start(cloud: Cloud) -> None:
    """Starts the scheduler and a manager on every host; what a kill left in their queues comes first."""
    for node in cloud.database.rows("SELECT host FROM compute_nodes ORDER BY number"):
        ComputeManager(cloud, node["host"]).start()
    SchedulerManager(cloud).start()
