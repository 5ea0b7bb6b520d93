"""``InstanceLocks``: one task at a time for each instance; a delete interrupts the others."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.instances import Instance


class InstanceDeleted(Exception):
    """The instance is deleted, or about to be: stop working on it."""


class InstanceLocks:
    """The locks of a host's instances."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._interrupts: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._users: defaultdict[str, int] = defaultdict(int)  # tasks that hold or await a lock

    @asynccontextmanager
    async def hold(self, uuid: str) -> AsyncIterator[None]:
        """Wait for an instance's lock, and hold it."""
        self._users[uuid] += 1
        try:
            async with self._locks[uuid]:
                yield
        finally:
            self._users[uuid] -= 1
            if not self._users[uuid]:
                del self._users[uuid]
                del self._locks[uuid]
                self._interrupts.pop(uuid, None)

    def interrupt(self, uuid: str) -> None:
        """End the pauses of the tasks that hold or await an instance's lock."""
        if uuid in self._users:
            self._interrupts[uuid].set()

    def live_instance(self, uuid: str) -> Instance:
        """Return the instance as it is now. Raises InstanceDeleted."""
        instance = instances.find(self._cloud.database, uuid)
        if instance is None or instance["task_state"] == states.DELETING:
            raise InstanceDeleted(uuid)
        return instance

    async def pause(self, uuid: str, seconds: float) -> None:
        """Keep a state visible for some seconds. Raises InstanceDeleted if a delete interrupts."""
        if seconds > 0:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._interrupts[uuid].wait(), seconds)
        else:
            await asyncio.sleep(0)
        self.live_instance(uuid)
