"""The queue: rows in the database, written in the transaction that changes what they are about.

``cast`` only writes a row. A consumer of the topic takes it when that transaction is durable, runs its method, and the
row is removed when the method has returned: at least once, so every method is written to be run again. A method that
raises is run again with a delay, three times; then the topic's ``given_up`` says what becomes of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

Method = Callable[..., Awaitable[None]]
GivenUp = Callable[[str, Mapping[str, Any], Exception], None]
MOST_IN_FLIGHT = 200  # of one topic at a time
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_ATTEMPTS = 1.0
log = logging.getLogger(__name__)


class Queue:
    """Messages of topics, and the consumers of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._consumers: list[asyncio.Task[None]] = []
        self._running: dict[int, asyncio.Task[None]] = {}

    def cast(self, topic: str, method: str, **arguments: Any) -> None:
        """Writes a message; call it in the transaction that makes it true."""
        row = {
            "topic": topic,
            "method": method,
            "arguments": json.dumps(arguments),
            "created_at": clock.now(),
        }
        self._database.insert("messages", row)
        self._written[topic].set()

    def consume(self, topic: str, methods: Mapping[str, Method], given_up: GivenUp) -> None:
        """Starts a consumer of a topic; what lies there from before is taken first."""
        self._written[topic].set()
        self._consumers.append(asyncio.create_task(self._consume(topic, methods, given_up)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits and nothing runs."""
        return self._database.value("SELECT 1 FROM messages LIMIT 1") is None

    async def close(self) -> None:
        """Stops consuming. What runs is cut off, as a kill would, and is run again at the next start."""
        tasks = [*self._consumers, *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _consume(self, topic: str, methods: Mapping[str, Method], given_up: GivenUp) -> None:
        written = self._written[topic]
        taken = 0
        mine: set[int] = set()
        while True:
            await written.wait()
            written.clear()
            waiting = self._database.rows(
                "SELECT * FROM messages WHERE topic = ? AND id > ? ORDER BY id LIMIT ?",
                topic,
                taken,
                MOST_IN_FLIGHT - len(mine),
            )
            for message in waiting:
                taken = number = message["id"]
                mine.add(number)
                task = asyncio.create_task(self._run(message, methods, given_up))
                self._running[number] = task
                task.add_done_callback(partial(self._finished, number, mine, written))

    def _finished(
        self, number: int, mine: set[int], written: asyncio.Event, _: asyncio.Task[None]
    ) -> None:
        self._running.pop(number, None)
        mine.discard(number)
        written.set()  # there is room for more

    async def _run(self, message: Row, methods: Mapping[str, Method], given_up: GivenUp) -> None:
        arguments = json.loads(message["arguments"])
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                await methods[message["method"]](**arguments)
            except Exception as error:
                log.exception(
                    "%s.%s failed (attempt %d)", message["topic"], message["method"], attempt
                )
                if attempt == MOST_ATTEMPTS:
                    with self._database.transaction():
                        given_up(message["method"], arguments, error)
                        self.done(message["id"])
                    return
                await asyncio.sleep(SECONDS_BETWEEN_ATTEMPTS * attempt)
            else:
                self.done(message["id"])
                return

    def done(self, number: int) -> None:
        """Removes a message that has had its effect."""
        self._database.delete("messages", id=number)
