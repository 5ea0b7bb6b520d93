"""Commands that show one thing, such as ``flavor-show``: one declaration each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.declaration import Param, declare
from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.context import Context
from mini_nova.output.results import Record

Item = Mapping[str, Any]


def unchanged(item: Item) -> Item:
    """Return an object as the properties that a table shows of it."""
    return item


def showing(
    module: str,
    doc: str | None,
    read: Callable[..., Item],
    *params: Param,
    properties: Callable[[Item], Item] = unchanged,
    wrap: int = 0,
    **attributes: Any,
) -> click.Command:
    """Make the command of a module: show the object that ``read`` returns.

    ``read`` takes the compute service, then the values of ``params``, the command's own options and
    arguments, by their names. ``properties`` returns what a table shows of the object; it
    breaks values after ``wrap`` characters, 0 for never.
    """

    def run(context: Context, /, **arguments: Any) -> Record:
        item = read(context.compute, **arguments)
        return Record(item, properties(item), wrap=wrap)

    return declare(module, doc, ReadingCommand, params, run, **attributes)
