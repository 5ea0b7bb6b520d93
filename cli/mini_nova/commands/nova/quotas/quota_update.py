"""Change the quotas of a project or a user."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.declaration import declare
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.quotas._quota_table import new_quotas, quota_options
from mini_nova.compute.resources import quotas
from mini_nova.context import Context


def _run(
    context: Context, /, *, tenant: str, user: str | None, force: bool, **options: int | None
) -> None:
    """Send what is given, in one request; nothing if nothing is."""
    changes: dict[str, Any] = new_quotas(context, options)
    if not changes:
        return
    if force:
        changes["force"] = True
    quotas.update(context.compute, tenant, user, changes)


command = declare(
    __name__,
    __doc__,
    WritingCommand,
    [
        click.option("--user", metavar="ID", help="One of the project's users."),
        *quota_options(network_until="2.35"),
        click.option("--force", is_flag=True, help="Even below what is in use."),
        click.argument("tenant", metavar="PROJECT_ID"),
    ],
    _run,
)
