"""What a wait for an action waits for, and how Nova records the way there. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

ERROR = "Error"  # the message of an action, and the result of an event, that has failed


class Goal(NamedTuple):
    """The statuses with which an action ends well.

    With ``returns`` a server may be in one of them after a failure, too: Nova's record of the
    action tells. A server stays in ``source`` until the action is over, without a task.
    """

    statuses: Sequence[str]
    returns: bool = False
    source: str = ""

    def __str__(self) -> str:
        return " or ".join(self.statuses)


class Receipt(NamedTuple):
    """A server that has accepted an action, and the id of the request: Nova's record has it."""

    server_id: str
    request_id: str


class ActionRecord(NamedTuple):
    """Whether an action is over, and why it failed: '' if it did not, as far as Nova says."""

    is_over: bool
    failure: str


UNDER_WAY = ActionRecord(is_over=False, failure="")
UNKNOWN = ActionRecord(is_over=True, failure="")  # nothing more is to be learned


def record_of(action: Mapping[str, Any]) -> ActionRecord:
    """Return what an instance action's JSON says. Users may not be allowed to see its events."""
    from mini_nova_auth import lenient  # help, which names goals, needs none

    events = list(lenient.mappings(action.get("events")))
    if action.get("message") == ERROR:
        name = lenient.text_at(action, "action") or "action"
        return ActionRecord(is_over=True, failure=f"{name} failed: {_reason(events)}")
    if "events" not in action:
        return UNKNOWN
    are_over = [event.get("finish_time") is not None for event in events]
    return ActionRecord(is_over=bool(are_over) and all(are_over), failure="")


def _reason(events: Sequence[Mapping[str, Any]]) -> str:
    """Return the details of the event that failed first (from 2.84 on), on one line."""
    from mini_nova_auth import lenient

    for event in events:
        details = lenient.text_at(event, "details")
        if details and event.get("result") == ERROR:
            return " ".join(details.split())
    return "the cloud gives no reason"
