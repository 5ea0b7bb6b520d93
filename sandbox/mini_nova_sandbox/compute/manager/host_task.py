"""``HostTask``: what the methods of a host that act on a guest have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, instances
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.compute.manager.instance_locks import InstanceDeleted, InstanceLocks
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.virt.driver import DriverError

Work = Callable[[Instance], Awaitable[None]]
End = Callable[[Instance, str], None]  # with the reason of the driver's failure, or ''


@dataclass(frozen=True)
class HostTask:
    """A part of an action on a server: it is done only as long as the server is in its states."""

    event: str  # as Nova names it
    task_states: tuple[str, ...]

    async def run(
        self,
        cloud: Cloud,
        locks: InstanceLocks,
        instance_uuid: str,
        request_id: str,
        work: Work,
        end: End,
    ) -> None:
        """Do the work, and in one transaction write its end and that of the event.

        ``work`` may raise DriverError; it is given up if it raises InstanceDeleted. After a kill
        it is done again, unless ``end`` was reached.
        """
        database = cloud.database
        started_at = clock.now()
        async with locks.hold(instance_uuid):
            instance = instances.find(database, instance_uuid)
            if instance is None or instance["task_state"] not in self.task_states:
                return
            failure = ""
            try:
                await work(instance)
            except InstanceDeleted:
                return
            except DriverError as error:
                failure = str(error)
            host = instance["new_host"] or instance["host"]  # a move's work is its destination's
            event = actions.Event(instance_uuid, request_id, self.event, host, started_at)
            with database.transaction():
                end(instance, failure)
                event.finish(database, failure)
