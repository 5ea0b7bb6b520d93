"""A short line on every cached login, in one small file, for a shell's prompt: cheap to read.

The cache rewrites it at each login. It holds no secret, decides nothing, and may lag behind for a
moment.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from mini_nova_auth.clock import Reading, seconds_since

NAME = "logins.summary"


class Selection(NamedTuple):
    """What selects a login: cloud of clouds.yaml, address, user and project, as the settings have them."""

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
        with open(f"{directory}/{NAME}", encoding="utf-8") as file:
            return [from_json(**row) for row in json.load(file)]
    except (OSError, ValueError, TypeError, RecursionError):
        return []


def from_json(
    asked: list[str],
    user: str,
    project: str,
    project_id: str,
    taken: list[Any],
    lifetime: float | None,
) -> Summary:
    """Return the summary that ``to_json`` wrote. Raises TypeError, ValueError if it is another value."""
    return Summary(
        selection=Selection(*asked),
        user=str(user),
        project=str(project),
        project_id=str(project_id),
        taken=Reading(*taken),
        lifetime=None if lifetime is None else float(lifetime),
    )
