"""The steps of each server through the chain, as ``mini-nova sandbox trace`` shows them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row


class Step:
    """A running step; the block may set ``message``, which describes it."""

    def __init__(self, message: str) -> None:
        self.message = message


class Trace:
    """Records steps in the database and returns them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def step(self, instance_uuid: str, name: str, module: str, message: str = "") -> Iterator[Step]:
        """Record the block as a step, with its duration and the states of the instance after it."""
        started_at = clock.now()
        start = time.perf_counter()
        step = Step(message)
        try:
            yield step
        except Exception as error:
            step.message = f"failed: {error}"
            raise
        finally:
            milliseconds = (time.perf_counter() - start) * 1000
            self.record(instance_uuid, name, module, started_at, milliseconds, step.message)

    def note(self, instance_uuid: str, name: str, module: str, message: str) -> None:
        """Write a step that takes no time."""
        self.record(instance_uuid, name, module, clock.now(), 0, message)

    def record(
        self,
        instance_uuid: str,
        name: str,
        module: str,
        started_at: float,
        milliseconds: float,
        message: str,
    ) -> None:
        """Write a finished step, with the current states of the instance."""
        states = self._database.row(
            "SELECT vm_state, task_state FROM instances WHERE uuid = ?", instance_uuid
        )
        if states is None:
            states = {"vm_state": None, "task_state": None}
        self._database.insert(
            "steps",
            {
                "instance_uuid": instance_uuid,
                "step": name,
                "module": module,
                "vm_state": states["vm_state"],
                "task_state": states["task_state"],
                "started_at": started_at,
                "milliseconds": milliseconds,
                "message": message,
            },
        )

    def steps(self, instance_uuid: str) -> list[dict[str, Any]]:
        """Return the steps of a server, oldest first, as JSON objects."""
        rows = self._database.rows(
            "SELECT * FROM steps WHERE instance_uuid = ? ORDER BY id", instance_uuid
        )
        return [_view(row) for row in rows]


def _view(row: Row) -> dict[str, Any]:
    return {
        "at": clock.fine_stamp(row["started_at"]),
        "step": row["step"],
        "module": row["module"],
        "vm_state": row["vm_state"],
        "task_state": row["task_state"],
        "milliseconds": round(row["milliseconds"], 1),
        "message": row["message"],
    }
