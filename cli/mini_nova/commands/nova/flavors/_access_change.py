"""The commands that change which projects may use a private flavor: one declaration each."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.declaration import declare
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.flavors._flavor_table import ACCESS_COLUMNS
from mini_nova.compute.resources import flavors
from mini_nova.context import Context
from mini_nova.output.results import Rows


def access_change(module: str, doc: str | None, action: str) -> click.Command:
    """Make the command of a module: post ``action`` to a flavor, and show who may use it now."""

    def run(context: Context, /, flavor: str, tenant: str) -> Rows:
        projects = flavors.change_access(context.compute, flavor, action, tenant)
        return Rows(projects, ACCESS_COLUMNS)

    params = [click.argument("flavor"), click.argument("tenant", metavar="PROJECT_ID")]
    return declare(module, doc, WritingCommand, params, run)
