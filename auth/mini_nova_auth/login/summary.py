"""A few words on every cached login, in one small file, for a shell's prompt: reading it needs next to nothing loaded.

The cache writes it anew with each login. It holds no secret, decides nothing, and may be behind for a moment.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from mini_nova_auth.clock import Reading, seconds_since

NAME = "logins.summary"


class Asked(NamedTuple):
    """What a login was asked for by: a cloud of clouds.yaml, an address, a user, a project; each as it was given."""

    cloud: str = ""
    auth_url: str = ""
    user: str = ""
    project: str = ""


class Summary(NamedTuple):
    """One login: what it was asked for by, whose it is, for what, and when it ends by this machine's clocks.

    ``lifetime`` is the seconds that it had when ``taken`` was read; None for a login without an end.
    """

    asked: Asked
    user: str
    project: str
    project_id: str
    taken: Reading
    lifetime: float | None

    def seconds_left(self, now: Reading) -> float | None:
        """The seconds that it has still, not below 0; None for a login without an end."""
        return (
            None
            if self.lifetime is None
            else max(0.0, self.lifetime - seconds_since(self.taken, now))
        )


def text_of(summaries: list[Summary]) -> str:
    """The file's content."""
    return json.dumps([one._asdict() for one in summaries])


def read(directory: str) -> list[Summary]:
    """The logins in a cache's directory; none where there is no such file, or no sense in it."""
    try:
        with open(f"{directory}/{NAME}", encoding="utf-8") as file:
            return [_summary(**row) for row in json.load(file)]
    except (OSError, ValueError, TypeError, RecursionError):
        return []


def _summary(
    asked: list[str],
    user: str,
    project: str,
    project_id: str,
    taken: list[float],
    lifetime: float | None,
) -> Summary:
    left = None if lifetime is None else float(lifetime)
    return Summary(Asked(*asked), str(user), str(project), str(project_id), Reading(*taken), left)  # type: ignore[arg-type]
