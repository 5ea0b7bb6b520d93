"""List the cached logins: user, project, cloud, and how long their tokens live."""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova_auth import clock, redact


@click.command("list", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """One row a file of the cache. Tokens themselves are not shown."""
    now = clock.read()
    rows = []
    for path, entry in context.cache.entries():
        access = entry.access
        left = access.seconds_left(now)
        rows.append(
            {
                "file": str(path),
                "auth_url": redact.url(access.auth_url),
                "user": access.user.name or access.user.id,
                "project": access.project.name or access.project.id,
                "seconds_left": None if left is None else max(0, round(left)),
            }
        )
    columns = (
        field("Auth URL"),
        field("User"),
        field("Project"),
        field("Seconds Left"),
        field("File"),
    )
    return Rows(rows, columns)
