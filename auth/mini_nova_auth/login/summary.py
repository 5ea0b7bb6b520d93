"""A short line on every cached login, in one small file, for a shell's prompt: cheap to read.

The cache rewrites it at each login, under a lock of its own. It holds no secret, decides nothing,
and may lag behind for a moment.
"""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple

from mini_nova_auth.clock import Reading, seconds_since

NAME = "logins.summary"
_MAX_SIZE = 1024 * 1024  # bytes
_MOST_SECONDS = 1e12


class Selection(NamedTuple):
    """What selects a login: cloud of clouds.yaml, address, user and project, as the settings
    have them.
    """

    cloud: str = ""
    auth_url: str = ""
    user: str = ""
    project: str = ""


class Summary(NamedTuple):
    """One login: what selects it, its user and project, and when it ends by this machine's clocks.

    ``lifetime`` is the seconds it had left at ``taken``; None if it has no end.
    """

    selection: Selection
    user: str
    project: str
    project_id: str
    taken: Reading
    lifetime: float | None

    def seconds_left(self, now: Reading) -> float | None:
        """Return the seconds until its end, at least 0; None if it has no end."""
        if self.lifetime is None:
            return None
        return max(0.0, self.lifetime - seconds_since(self.taken, now))

    def to_json(self) -> dict[str, Any]:
        """Return the summary as the file has it."""
        row = self._asdict()
        row["asked"] = row.pop("selection")  # the file's name for it
        return row


def to_text(summaries: list[Summary]) -> str:
    """Return the file's content."""
    return json.dumps([summary.to_json() for summary in summaries])


def read(directory: str) -> list[Summary]:
    """Read the summaries in a cache's directory; none if there is no such file, or it is damaged."""
    try:
        flags = os.O_RDONLY | os.O_NONBLOCK  # a pipe must not hold up a prompt
        with os.fdopen(os.open(f"{directory}/{NAME}", flags), "rb") as file:
            rows = json.loads(file.read(_MAX_SIZE))
        return [from_json(**row) for row in rows]
    except (OSError, ValueError, TypeError, OverflowError, RecursionError):
        return []


def from_json(
    asked: list[Any],
    user: Any,
    project: Any,
    project_id: Any,
    taken: list[Any],
    lifetime: Any,
) -> Summary:
    """Return the summary that ``to_json`` wrote.

    Raises TypeError, ValueError or OverflowError if it is another value.
    """
    wall, uptime, boot = taken
    return Summary(
        selection=Selection(*map(str, asked)),
        user=str(user),
        project=str(project),
        project_id=str(project_id),
        taken=Reading(_number(wall), _number_or_none(uptime), str(boot)),
        lifetime=_number_or_none(lifetime),
    )


def _number_or_none(value: Any) -> float | None:
    return None if value is None else _number(value)


def _number(value: Any) -> float:
    """Return a finite number. Raises TypeError, ValueError, OverflowError."""
    number = float(value)
    if not abs(number) < _MOST_SECONDS:
        raise ValueError("no believable time")
    return number
