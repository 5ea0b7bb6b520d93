"""What servers are doing, as a wait sees it. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mini_nova.compute.resources import servers
from mini_nova_auth import lenient

DELETED = ("DELETED", "SOFT_DELETED")
FINAL = ("ERROR", *DELETED)  # whatever task is under way
# A server keeps these until somebody acts on it. All others pass: BUILD, REBOOT, MIGRATING, RESIZE,
# and what other clouds have, such as PENDING.
STAYING = frozenset(
    [
        "ACTIVE",
        "CRASHED",
        "PAUSED",
        "RESCUE",
        "RESCUED",
        "SHELVED",
        "SHELVED_OFFLOADED",
        "SHUTOFF",
        "STOPPED",
        "SUSPENDED",
        "VERIFY_RESIZE",
    ]
)
SNAPSHOT_TASKS = "image_"  # the tasks of a snapshot, which leaves its server as it is, begin so


class State(NamedTuple):
    """A server's status, and the task under way ('' for none)."""

    status: str
    task: str

    def __str__(self) -> str:
        return f"{self.status} {self.task}".strip()

    @property
    def passes(self) -> bool:
        """Whether the server will be in another state soon, without anybody's help."""
        if self.status in FINAL:
            return False
        is_at_work = bool(self.task) and not self.task.startswith(SNAPSHOT_TASKS)
        return is_at_work or self.status not in STAYING


class NamedState(NamedTuple):
    """A server's name and state."""

    name: str
    state: State


class Progress(NamedTuple):
    """The name and state of each server by id, and the seconds since the wait began."""

    states: Mapping[str, NamedState]
    seconds: float


def state_of(server: Mapping[str, Any]) -> State:
    """Return the state in a server's JSON. Nova omits the task for users who may not see it.

    Some old clouds have it in the status, as in ``BUILD(scheduling)``.
    """
    text = lenient.text_at(server, "status")
    status, _, task_in_status = text.partition("(")
    task = lenient.text_at(server, servers.TASK_STATE) or task_in_status.rstrip(")")
    return State(status.strip().upper(), task)
