"""List the cached logins with the remaining lifetime of their tokens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.known_names import file, update
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova_auth import clock, redact
from mini_nova_auth.access.access import Access

COLUMNS = (
    field("Auth URL"),
    field("User"),
    field("Project"),
    field("Seconds Left"),
    field("File"),
)


@click.command("list", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """Return one row for each file of the cache, without its token."""
    directory = file.directory(os.environ)
    count = update.count(directory)
    if count and context.is_for_people:
        noun = "login" if count == 1 else "logins"
        context.io.note(f"Names for completion, of {count} {noun}: {directory}")
    reading = clock.read()
    rows = []
    for path, entry in context.cache.entries():
        rows.append(_row(path, entry.access, reading))
    return Rows(rows, COLUMNS)


def _row(path: Path, access: Access, reading: clock.Reading) -> dict[str, Any]:
    seconds = access.seconds_left(reading)
    if seconds is not None:
        seconds = max(0, round(seconds))
    user = access.user
    project = access.project
    return {
        "file": str(path),
        "auth_url": redact.url(access.auth_url),
        "user": user.name or user.id,
        "project": project.name or project.id,
        "seconds_left": seconds,
    }
