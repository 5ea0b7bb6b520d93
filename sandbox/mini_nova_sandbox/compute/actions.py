"""Instance actions and their events: what was asked of a server, by whom, and how each part of it went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database


def start(
    database: Database, instance: Mapping[str, Any], action: str, request_id: str, user_id: str
) -> None:
    """Records that an action was asked for."""
    now = clock.now()
    database.insert(
        "instance_actions",
        {
            "instance_uuid": instance["uuid"],
            "action": action,
            "request_id": request_id,
            "user_id": user_id,
            "project_id": instance["project_id"],
            "started_at": now,
            "updated_at": now,
        },
    )


def finish(
    database: Database,
    uuid: str,
    request_id: str,
    event: str,
    host: str | None,
    started_at: float,
    failure: str = "",
) -> None:
    """Records an event of an action, ended well or with a failure; the same event twice (after a kill) is one."""
    now = clock.now()
    action = database.value(
        "SELECT id FROM instance_actions WHERE instance_uuid = ? AND request_id = ? ORDER BY id DESC",
        uuid,
        request_id,
    )
    if action is None:
        return
    database.delete("instance_events", action_id=action, event=event)
    database.insert(
        "instance_events",
        {
            "action_id": action,
            "event": event,
            "host": host,
            "started_at": started_at,
            "finished_at": now,
            "result": "Error" if failure else "Success",
            "details": failure or None,
        },
    )
    database.update(
        "instance_actions", {"updated_at": now, "message": "Error" if failure else None}, id=action
    )
