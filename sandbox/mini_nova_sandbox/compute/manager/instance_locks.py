"""Working on one instance at a time: its lock, its interruption by a delete, and the pace at which it is worked on."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances, states
from mini_nova_sandbox.compute.instances import Instance


class Deleting(Exception):
    """The instance is being deleted, or is gone: whoever works on it stops, and what it holds is freed by the delete."""


class InstanceLocks:
    """Which instances of a host are worked on."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._interrupted: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._waiting: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def hold(self, uuid: str) -> AsyncIterator[None]:
        """Waits until nobody else works on the instance."""
        self._waiting[uuid] += 1
        try:
            async with self._locks[uuid]:
                yield
        finally:
            self._waiting[uuid] -= 1
            if not self._waiting[uuid]:
                for known in (self._waiting, self._locks, self._interrupted):
                    known.pop(uuid, None)

    def interrupt(self, uuid: str) -> None:
        """Ends the pauses of whoever works on the instance."""
        if uuid in self._waiting:
            self._interrupted[uuid].set()

    def live_instance(self, uuid: str) -> Instance:
        """The instance as it is now. Raises Deleting."""
        instance = instances.find(self._cloud.database, uuid)
        if instance is None or instance["task_state"] == states.DELETING:
            raise Deleting(uuid)
        return instance

    async def pause(self, uuid: str, seconds: float) -> None:
        """Lets the state be seen for a while. Raises Deleting if the instance is deleted meanwhile."""
        if seconds > 0:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._interrupted[uuid].wait(), seconds)
        else:
            await asyncio.sleep(0)
        self.live_instance(uuid)

    async def settle(self, seconds: float) -> None:
        """Lets a state be seen for a while, whatever is done to the instance meanwhile."""
        await asyncio.sleep(seconds)
