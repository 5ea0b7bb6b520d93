"""Change the quotas of a class of projects."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.declaration import declare
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.quotas._quota_table import new_quotas, quota_options
from mini_nova.compute.resources import quotas
from mini_nova.context import Context


def _run(context: Context, /, *, class_name: str, **options: int | None) -> None:
    """Send what is given, in one request; nothing if nothing is."""
    changes = new_quotas(context, options)
    if changes:
        quotas.update_class(context.compute, class_name, changes)


command = declare(
    __name__,
    __doc__,
    WritingCommand,
    [*quota_options(network_until="2.49"), click.argument("class_name", metavar="CLASS")],
    _run,
)
