"""What a wait for an action waits for. Help names goals: this module loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


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


def wait_command(ids: Sequence[str], statuses: Sequence[str]) -> str:
    """Return the command that goes on waiting for these servers and statuses."""
    options = [] if list(statuses) == ["ACTIVE"] else [f"--until {status}" for status in statuses]
    return " ".join(["mini-nova wait", *options, *ids])
