"""The page's stream of server-sent events: each tells what has changed since the last one.

A stream sleeps until the database changes. The format is that of the HTML standard, section
"Server-sent events".
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import instances
from mini_nova_sandbox.page import panels, server_rows
from mini_nova_sandbox.page.choices import choices

MAX_STREAMS = 4  # browsers open six connections to one address
SECONDS_TO_GATHER = 0.05  # what changes within this time after a change is told with it
SECTIONS: Mapping[str, Callable[[Cloud], Any]] = {
    "choices": choices,
    "queue": panels.queue,
    "hosts": panels.hosts,
    "addresses": panels.addresses,
    "faults": panels.faults,
}


class Feed:
    """What one page has been told, and the events that bring it up to date."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._sections: dict[str, Any] = {}
        self._servers: dict[str, dict[str, Any]] | None = None

    def events(self) -> Iterator[str]:
        """Iterate over the events for all that has changed."""
        for name, read in SECTIONS.items():
            value = read(self._cloud)
            if self._sections.get(name) != value:
                self._sections[name] = value
                yield event(name, value)
        yield from self._server_events()

    def _server_events(self) -> Iterator[str]:
        database = self._cloud.database
        current = server_rows.server_rows(database)
        if current == self._servers:
            return
        previous = self._servers or {}
        updates = [row for uuid, row in current.items() if previous.get(uuid) != row]
        removals = [uuid for uuid in previous if uuid not in current]
        self._servers = current
        total = instances.count(database)
        yield event("servers", {"updates": updates, "removals": removals, "total": total})


class Streams:
    """The open streams. A new one ends the oldest if there are too many."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._open: deque[Stream] = deque()

    async def events(self) -> AsyncIterator[str]:
        """Iterate over the events of a new stream, until its client or the sandbox leaves."""
        stream = Stream(self._cloud)
        self._open.append(stream)
        while len(self._open) > MAX_STREAMS:
            self._open.popleft().end()
        try:
            async for text in stream.events():
                yield text
        finally:
            if stream in self._open:
                self._open.remove(stream)


class Stream:
    """One stream of events."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._is_replaced = False
        self._news = asyncio.Event()

    def end(self) -> None:
        """End the stream: another page has taken its place."""
        self._is_replaced = True
        self._news.set()

    async def events(self) -> AsyncIterator[str]:
        """Iterate over events as changes come; the last one says why there are no more."""
        feed = Feed(self._cloud)
        changes = self._cloud.database.changes
        with changes.watch() as self._news:
            while not changes.is_over and not self._is_replaced:
                self._news.clear()
                for text in feed.events():
                    yield text
                await self._news.wait()
                if not changes.is_over:
                    await asyncio.sleep(SECONDS_TO_GATHER)
        yield event("end", {"replaced": self._is_replaced})


def event(name: str, data: Any) -> str:
    """Return an event in the format of the standard; JSON has no line breaks."""
    text = json.dumps(data)
    return f"event: {name}\ndata: {text}\n\n"
