"""The commands that add a host to an aggregate or remove it: one declaration each."""

from __future__ import annotations

from collections.abc import Callable

import click

from mini_nova.commands.nova._kinds.declaration import declare
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.aggregates._aggregate_table import change_view
from mini_nova.compute.resources import aggregates
from mini_nova.compute.resources.aggregates import Aggregate
from mini_nova.context import Context
from mini_nova.output.results import Parts


def host_change(
    module: str, doc: str | None, change: Callable[..., Aggregate], sentence: str
) -> click.Command:
    """Make the command of a module: call ``change`` with an aggregate and a host.

    ``sentence`` says what was done, with ``{host}`` and ``{id}``.
    """

    def run(context: Context, /, aggregate: str, host: str) -> Parts:
        compute = context.compute
        item = aggregates.find(compute, aggregate)
        item = change(compute, item, host)
        text = sentence.format(host=host, id=item["id"])
        return change_view(text, item, compute.version)

    params = [click.argument("aggregate"), click.argument("host")]
    return declare(module, doc, WritingCommand, params, run)
