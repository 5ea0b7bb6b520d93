"""The message queue: rows of the database, written in the transaction that they belong to.

``cast`` only writes a row. Once that transaction is committed, a consumer of the topic runs the
message's method and then deletes the row. After a kill the method runs again, so every method has
to be safe to repeat. A method that raises is retried after a delay; after the last attempt, the
topic's ``give_up`` records the failure. While the disk is full nothing can be recorded, so all of
that is repeated until there is room.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

Method = Callable[..., Awaitable[None]]
GiveUp = Callable[[str, Mapping[str, Any], Exception], None]
MAX_IN_FLIGHT = 200  # of one topic
MAX_ATTEMPTS = 3
SECONDS_BETWEEN_ATTEMPTS = 1.0
log = logging.getLogger(__name__)


class Queue:
    """The messages of all topics, and the consumers of this process."""

    def __init__(self, database: Database, pause: float = SECONDS_BETWEEN_ATTEMPTS) -> None:
        """``pause`` is in seconds, after a first attempt that failed; later ones are longer."""
        self._database = database
        self._pause = pause
        self._signals: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._consumers: list[asyncio.Task[None]] = []
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def cast(self, topic: str, method: str, **arguments: Any) -> None:
        """Write a message; call this inside the transaction that the message is about."""
        row = {
            "topic": topic,
            "method": method,
            "arguments": json.dumps(arguments),
            "created_at": clock.now(),
        }
        self._database.insert("messages", row)
        self._signals[topic].set()

    def consume(self, topic: str, methods: Mapping[str, Method], give_up: GiveUp) -> None:
        """Start a consumer of a topic, beginning with the messages of an earlier process."""
        self._signals[topic].set()
        consumer = self._consume(topic, methods, give_up)
        task = asyncio.create_task(consumer)
        self._consumers.append(task)

    @property
    def is_empty(self) -> bool:
        """Whether no message is waiting or running."""
        return self._database.value("SELECT 1 FROM messages LIMIT 1") is None

    async def close(self) -> None:
        """Cancel the consumers and running methods; as after a kill, the next start repeats them.

        After that, ``consume`` begins anew.
        """
        tasks = [*self._consumers, *self._tasks.values()]
        self._consumers.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _consume(self, topic: str, methods: Mapping[str, Method], give_up: GiveUp) -> None:
        signal = self._signals[topic]
        in_flight: set[int] = set()
        last_id = 0
        while True:
            await signal.wait()
            signal.clear()
            messages = self._database.rows(
                "SELECT * FROM messages WHERE topic = ? AND id > ? ORDER BY id LIMIT ?",
                topic,
                last_id,
                MAX_IN_FLIGHT - len(in_flight),
            )
            for message in messages:
                last_id = message["id"]
                in_flight.add(last_id)
                task = asyncio.create_task(self._run(message, methods, give_up))
                self._tasks[last_id] = task
                task.add_done_callback(partial(self._finish, last_id, in_flight, signal))

    def _finish(
        self, message_id: int, in_flight: set[int], signal: asyncio.Event, _: asyncio.Task[None]
    ) -> None:
        self._tasks.pop(message_id, None)
        in_flight.discard(message_id)
        signal.set()  # there is room for another message

    async def _run(self, message: Row, methods: Mapping[str, Method], give_up: GiveUp) -> None:
        while True:
            try:
                await self._handle(message, methods, give_up)
            except sqlite3.OperationalError as error:
                log.warning("the message %d waits: %s", message["id"], error)
                await asyncio.sleep(self._pause * MAX_ATTEMPTS)
            else:
                return

    async def _handle(self, message: Row, methods: Mapping[str, Method], give_up: GiveUp) -> None:
        """Run a message's method, or give up. Raises sqlite3.OperationalError on a full disk."""
        arguments = json.loads(message["arguments"])
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                await methods[message["method"]](**arguments)
            except Exception as error:
                log.exception(
                    "%s.%s failed (attempt %d)", message["topic"], message["method"], attempt
                )
                if attempt < MAX_ATTEMPTS:
                    await asyncio.sleep(self._pause * attempt)
                    continue
                with self._database.transaction():
                    give_up(message["method"], arguments, error)
                    self._remove(message["id"])
            else:
                self._remove(message["id"])
                return

    def _remove(self, message_id: int) -> None:
        self._database.delete("messages", id=message_id)
