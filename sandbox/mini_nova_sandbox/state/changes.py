"""The news that the database has changed, for those who wait for it in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Changes:
    """Wakes its watchers after each commit that changed a row. It keeps no time and no history."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Event] = set()
        self.is_over = False

    @contextmanager
    def watch(self) -> Iterator[asyncio.Event]:
        """Give the block an event that each change sets; the block clears it."""
        changed = asyncio.Event()
        self._watchers.add(changed)
        try:
            yield changed
        finally:
            self._watchers.discard(changed)

    def announce(self) -> None:
        """Wake the watchers."""
        for changed in self._watchers:
            changed.set()

    def end(self) -> None:
        """Tell the watchers that no more changes will come: the sandbox is leaving."""
        self.is_over = True
        self.announce()
