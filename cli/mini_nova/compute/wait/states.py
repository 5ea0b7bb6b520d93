"""What servers are doing, as a wait sees it. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mini_nova.compute.resources import servers
from mini_nova_auth import lenient

BUILDING = ("BUILD", "REBUILD", "UNKNOWN", "")
DELETED = ("DELETED", "SOFT_DELETED")


class State(NamedTuple):
    """A server's status, and the task under way ('' for none)."""

    status: str
    task: str

    def __str__(self) -> str:
        return f"{self.status} {self.task}".strip()


class NamedState(NamedTuple):
    """A server's name and state."""

    name: str
    state: State


class Progress(NamedTuple):
    """The name and state of each server by id, and the seconds since the wait began."""

    states: Mapping[str, NamedState]
    seconds: float


def state_of(server: Mapping[str, Any]) -> State:
    """Return the state in a server's JSON. Nova omits the task for users who may not see it."""
    status = lenient.text_at(server, "status")
    task = lenient.text_at(server, servers.TASK_STATE)
    return State(status.upper(), task)
