"""The gate that requests pass: closed for the moment in which another state takes the place of this.

So no request begins with one state and ends with another: a login would find its user gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

SECONDS_TO_LEAVE = 1.0  # a long upload, or a client that does not read, holds nobody up for longer


class Gate:
    """Counts the requests inside, and lets none in while it is closed."""

    def __init__(self) -> None:
        self._requests = 0
        self._open = asyncio.Event()
        self._open.set()
        self._empty = asyncio.Event()

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Be inside for the block, once the gate is open."""
        while not self._open.is_set():
            await self._open.wait()
        self._requests += 1
        try:
            yield
        finally:
            self._requests -= 1
            if not self._requests:
                self._empty.set()

    @asynccontextmanager
    async def closed(self) -> AsyncIterator[None]:
        """Let nobody in for the block, which begins when those inside have left."""
        self._open.clear()
        try:
            if self._requests:
                self._empty.clear()
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._empty.wait(), SECONDS_TO_LEAVE)
            yield
        finally:
            self._open.set()
