"""The commands that add tags to a server or delete them, one by one: one declaration each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from mini_nova.commands.nova._kinds.declaration import declare
from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

Change = Callable[["Compute", str, str], object]


def tag_change(
    module: str, doc: str | None, change: Change, *, sentence: str, failure: str
) -> click.Command:
    """Make the command of a module: call ``change`` with the server's id and the part of each tag.

    ``sentence`` is shown for each tag that was accepted, with ``{tag}``. ``failure`` is the error at
    the end if some of several failed.
    """

    def run(context: Context, /, server: str, tag: Sequence[str]) -> None:
        parts = {name: f"tags/{segment(name)}" for name in tag}
        compute = context.compute
        server_id = server_parts.server_id(compute, server)

        def attempt(name: str) -> str:
            change(compute, server_id, parts[name])
            return sentence.format(tag=name)

        changes = Each(context, tag, attempt)
        changes.show()
        changes.check(failure)

    params = [click.argument("server"), click.argument("tag", nargs=-1, required=True)]
    return declare(module, doc, WritingCommand, params, run, since="2.26")
