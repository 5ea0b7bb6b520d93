"""Show the quotas of a class of projects."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.quotas._quota_table import quota_view
from mini_nova.compute.resources import quotas
from mini_nova.context import Context
from mini_nova.output.results import Parts


@click.command("quota-class-show", cls=ReadingCommand, help=__doc__)
@click.argument("class_name", metavar="CLASS")
@click.pass_obj
def command(context: Context, class_name: str) -> Parts:
    """Return a row for each quota. Nova has one class: default."""
    return quota_view(quotas.get_class(context.compute, class_name))
