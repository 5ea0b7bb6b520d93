"""Instance actions and their events: who asked what of a server, and how each part of it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database


def start(
    database: Database, instance: Mapping[str, Any], action: str, request_id: str, user_id: str
) -> None:
    """Record that a user asked for an action."""
    started_at = clock.now()
    database.insert(
        "instance_actions",
        {
            "instance_uuid": instance["uuid"],
            "action": action,
            "request_id": request_id,
            "user_id": user_id,
            "project_id": instance["project_id"],
            "started_at": started_at,
            "updated_at": started_at,
        },
    )


@dataclass(frozen=True)
class Event:
    """A part of an action: the work of a host, or (without one) of the scheduler."""

    instance_uuid: str
    request_id: str  # of the action
    name: str  # as Nova names it: compute_terminate_instance
    host: str | None
    started_at: float

    def finish(self, database: Database, failure: str = "") -> None:
        """Record the end of the event, and its failure if it has one.

        A second end of the same event, after a kill, replaces the first.
        """
        action_id = database.value(
            "SELECT id FROM instance_actions WHERE instance_uuid = ? AND request_id = ?"
            " ORDER BY id DESC",
            self.instance_uuid,
            self.request_id,
        )
        if action_id is None:
            return
        finished_at = clock.now()
        database.delete("instance_events", action_id=action_id, event=self.name)
        database.insert(
            "instance_events",
            {
                "action_id": action_id,
                "event": self.name,
                "host": self.host,
                "started_at": self.started_at,
                "finished_at": finished_at,
                "result": "Error" if failure else "Success",
                "details": failure or None,
            },
        )
        message = "Error" if failure else None
        changes = {"updated_at": finished_at, "message": message}
        database.update("instance_actions", changes, id=action_id)
