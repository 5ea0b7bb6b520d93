"""List the cached logins with the remaining lifetime of their tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova_auth import clock, redact
from mini_nova_auth.access.access import Access

TITLES = ("Auth URL", "User", "Project", "Seconds Left", "File")


@click.command("list", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """Return one row for each file of the cache, without its token."""
    now = clock.read()
    rows = [_row(path, entry.access, now) for path, entry in context.cache.entries()]
    return Rows(rows, tuple(field(title) for title in TITLES))


def _row(path: Path, access: Access, now: clock.Reading) -> dict[str, Any]:
    seconds = access.seconds_left(now)
    return {
        "file": str(path),
        "auth_url": redact.url(access.auth_url),
        "user": access.user.name or access.user.id,
        "project": access.project.name or access.project.id,
        "seconds_left": None if seconds is None else max(0, round(seconds)),
    }
