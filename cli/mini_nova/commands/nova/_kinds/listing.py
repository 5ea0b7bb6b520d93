"""Commands that list things, such as ``aggregate-list``: one declaration each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mini_nova.commands.nova._kinds.declaration import Param, declare
from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.version_range import VersionRange
from mini_nova.context import Context
from mini_nova.output.results import Column, Rows

if TYPE_CHECKING:
    from mini_nova.compute.microversion import Microversion

Items = Iterable[Mapping[str, Any]]


class ColumnRange(NamedTuple):
    """A column that tables have from one microversion on, or up to another; '' is no limit."""

    column: Column
    since: str = ""
    until: str = ""

    def includes(self, version: Microversion) -> bool:
        """Whether tables have the column at a microversion."""
        return VersionRange(self.column.title, self.since, self.until).includes(version)


Columns = Sequence[Column | ColumnRange]


def listing(
    module: str,
    doc: str | None,
    read: Callable[..., Items],
    columns: Columns,
    *params: Param,
    sort: int | None = None,
    **attributes: Any,
) -> click.Command:
    """Make the command of a module: list what ``read`` returns.

    ``read`` takes the compute service, then the values of ``params``, the command's own options and
    arguments, by their names. ``sort`` is the index of the column that tables are sorted by.
    """

    def run(context: Context, /, **arguments: Any) -> Rows:
        items = read(context.compute, **arguments)
        return Rows(items, columns_at(context.compute.version, columns), sort=sort)

    return declare(module, doc, ReadingCommand, params, run, **attributes)


def columns_at(version: Microversion, columns: Columns) -> tuple[Column, ...]:
    """Return the columns that tables have at a microversion."""
    visible = []
    for item in columns:
        if isinstance(item, Column):
            visible.append(item)
        elif item.includes(version):
            visible.append(item.column)
    return tuple(visible)
