"""The compute manager: carries out on a host what the API and the scheduler cast to it.

Every method can come again after a kill, looks at what its instance's row says is done, and goes on from there.
"""

from __future__ import annotations

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.manager.host import ComputeManager
from mini_nova_sandbox.scheduler.manager import SchedulerManager


def start(cloud: Cloud) -> None:
    """Starts the scheduler and a manager on every host; what a kill left in their queues comes first."""
    for node in cloud.database.rows("SELECT host FROM compute_nodes ORDER BY number"):
        ComputeManager(cloud, node["host"]).start()
    SchedulerManager(cloud).start()
