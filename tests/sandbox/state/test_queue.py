"""The queue: a method that fails is repeated and given up, and a full disk is waited out."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.queue import MAX_ATTEMPTS, Queue
from tests.runner import LIMIT

FULL = sqlite3.OperationalError("database or disk is full")


class Topic:
    """A topic whose method and whose giving up fail as often as they are told to."""

    def __init__(self, method_failures: int, give_up_failures: int) -> None:
        self.method_failures = method_failures
        self.give_up_failures = give_up_failures
        self.runs = 0
        self.reasons: list[str] = []

    async def build(self) -> None:
        """Fail, or do nothing."""
        self.runs += 1
        if self.runs <= self.method_failures:
            raise FULL

    def give_up(self, _method: str, _arguments: Mapping[str, Any], error: Exception) -> None:
        """Fail, or keep the reason."""
        if self.give_up_failures:
            self.give_up_failures -= 1
            raise FULL
        self.reasons.append(str(error))


@pytest.mark.parametrize(
    ("method_failures", "give_up_failures", "runs", "reasons"),
    [
        (0, 0, 1, []),
        (2, 0, 3, []),
        (99, 0, MAX_ATTEMPTS, [str(FULL)]),
        (4, 99, 5, []),
        (99, 2, 3 * MAX_ATTEMPTS, [str(FULL)]),
    ],
)
def test_a_message_ends_when_it_is_done_or_given_up(
    tmp_path: Path, method_failures: int, give_up_failures: int, runs: int, reasons: list[str]
) -> None:
    topic = Topic(method_failures, give_up_failures)
    database = Database(tmp_path / "sandbox.sqlite")

    async def work() -> None:
        queue = Queue(database, pause=0.001)
        queue.cast("compute", "build")
        queue.consume("compute", {"build": topic.build}, topic.give_up)
        while not queue.is_empty:
            await asyncio.sleep(0.001)
        await queue.close()

    asyncio.run(asyncio.wait_for(work(), timeout=LIMIT))
    database.close()
    assert (topic.runs, topic.reasons) == (runs, reasons)
