"""The way of a server through the chain, step by step, as ``mini-nova sandbox trace`` shows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database


class Step:
    """One step while it runs; ``message`` is what is told of it."""

    def __init__(self, message: str) -> None:
        self.message = message


class Trace:
    """Records steps, and tells them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def step(self, instance_uuid: str, name: str, module: str, message: str = "") -> Iterator[Step]:
        """Records what stands inside as a step, with the time that it took and the states the instance then had."""
        started, begun = clock.now(), time.perf_counter()
        step = Step(message)
        try:
            yield step
        except Exception as error:
            step.message = f"failed: {error}"
            raise
        finally:
            self.record(
                instance_uuid,
                name,
                module,
                started,
                (time.perf_counter() - begun) * 1000,
                step.message,
            )

    def record(
        self,
        instance_uuid: str,
        name: str,
        module: str,
        started_at: float,
        milliseconds: float,
        message: str,
    ) -> None:
        """Writes a step down; the states are those that the instance's row has now."""
        states = self._database.row(
            "SELECT vm_state, task_state FROM instances WHERE uuid = ?", instance_uuid
        )
        self._database.insert(
            "steps",
            {
                "instance_uuid": instance_uuid,
                "step": name,
                "module": module,
                "vm_state": states["vm_state"] if states else None,
                "task_state": states["task_state"] if states else None,
                "started_at": started_at,
                "milliseconds": milliseconds,
                "message": message,
            },
        )

    def of(self, instance_uuid: str) -> list[dict[str, Any]]:
        """Every step of a server, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM steps WHERE instance_uuid = ? ORDER BY id", instance_uuid
        )
        return [
            {
                "at": clock.fine_stamp(row["started_at"]),
                "step": row["step"],
                "module": row["module"],
                "vm_state": row["vm_state"],
                "task_state": row["task_state"],
                "milliseconds": round(row["milliseconds"], 1),
                "message": row["message"],
            }
            for row in rows
        ]
