"""How an action ended, by Nova's records of it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova_auth import lenient

LIVE_MIGRATION = "live-migration"  # the action, and the type of its migrations
BROKEN_OFF = ("cancelled", "error", "failed")  # the statuses of a migration
MOVING = ("accepted", "queued", "preparing", "running", "post-migrating")
ERROR = "Error"  # the message of an action, and the result of an event, that has failed


class ActionRecord(NamedTuple):
    """Whether an action is over, and why it failed: '' if it did not, as far as Nova says."""

    is_over: bool
    failure: str


UNDER_WAY = ActionRecord(is_over=False, failure="")
FINISHED = ActionRecord(is_over=True, failure="")  # nothing more is to be learned


def record_of(action: Mapping[str, Any]) -> ActionRecord:
    """Return what an instance action's JSON says. Users may not be allowed to see its events."""
    events = list(lenient.mappings(action.get("events")))
    if action.get("message") == ERROR:
        name = lenient.text_at(action, "action") or "action"
        return ActionRecord(is_over=True, failure=f"{name} failed: {_reason(events)}")
    if "events" not in action:
        return FINISHED
    are_over = [event.get("finish_time") is not None for event in events]
    return ActionRecord(is_over=bool(are_over) and all(are_over), failure="")


def migration_record(migrations: Iterable[Mapping[str, Any]]) -> ActionRecord:
    """Return what the newest of a server's live migrations says of the action that began it.

    The action's own record says nothing of a migration that was aborted, or that broke off.
    """
    newest = max(migrations, key=_creation, default=None)
    status = lenient.text_at(newest, "status")
    if status in BROKEN_OFF:
        return ActionRecord(is_over=True, failure=f"live-migration failed: it is {status}")
    return UNDER_WAY if status in MOVING else FINISHED


def _creation(migration: Mapping[str, Any]) -> str:
    return lenient.text_at(migration, "created_at")


def _reason(events: Sequence[Mapping[str, Any]]) -> str:
    """Return the details of the event that failed first (from 2.84 on), on one line."""
    for event in events:
        details = lenient.text_at(event, "details")
        if details and event.get("result") == ERROR:
            return " ".join(details.split())
    return "the cloud gives no reason"
