"""``InstanceLocks``: one task at a time for each instance; a delete interrupts the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.instances import Instance


class InstanceDeleted(Exception):
    """The instance is deleted, or about to be: stop working on it."""


@dataclass
class InstanceLock:
    """The lock of one instance; it exists while a task holds or awaits it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    interrupt: asyncio.Event = field(default_factory=asyncio.Event)
    users: int = 0


class InstanceLocks:
    """The locks of all instances; the hosts share them, as moves involve two hosts."""

    def __init__(self, cloud: Cloud) -> None:
        self._database = cloud.database
        self._locks: dict[str, InstanceLock] = {}

    @asynccontextmanager
    async def hold(self, uuid: str) -> AsyncIterator[None]:
        """Wait for an instance's lock, and hold it."""
        instance_lock = self._locks.setdefault(uuid, InstanceLock())
        instance_lock.users += 1
        try:
            async with instance_lock.lock:
                yield
        finally:
            instance_lock.users -= 1
            if not instance_lock.users:
                del self._locks[uuid]

    def interrupt(self, uuid: str) -> None:
        """End the pauses of the tasks that hold or await an instance's lock."""
        instance_lock = self._locks.get(uuid)
        if instance_lock is not None:
            instance_lock.interrupt.set()

    def live_instance(self, uuid: str) -> Instance:
        """Return the instance as it is now. Raises InstanceDeleted."""
        instance = instances.find(self._database, uuid)
        if instance is None or instance["task_state"] == states.DELETING:
            raise InstanceDeleted(uuid)
        return instance

    async def pause(self, uuid: str, seconds: float) -> None:
        """Keep a state visible for some seconds, holding the instance's lock.

        Raises InstanceDeleted if a delete interrupts the pause.
        """
        if seconds > 0:
            interrupt = self._locks[uuid].interrupt
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(interrupt.wait(), seconds)
        else:
            await asyncio.sleep(0)
        self.live_instance(uuid)
