"""Options and commands that exist in some microversions only: the one place that says which.

Declare the range: help names it, and a version out of it is refused before anything is sent.
Every kind of command takes it::

    command = listing(__name__, __doc__, tags.list_tags, COLUMNS, since="2.26")

    @click.command("list", cls=ReadingCommand, help=__doc__)
    @ranged_option("--locked", since="2.73", is_flag=True, help="Only locked servers.")
    @ranged_option("--file", until="2.56", metavar="PATH=FILE", help="Put a file there.")

``context.compute`` then speaks a microversion that has the command and all options given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click
from click.core import ParameterSource

from mini_nova.compute.version_range import VersionRange, check_overlap
from mini_nova.context import Context
from mini_nova.lazy import Command

_TYPED = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)


class RangedOption(click.Option):
    """An option of some microversions. See ``ranged_option``."""

    def __init__(
        self,
        spellings: Sequence[str],
        *,
        since: str = "",
        until: str = "",
        help: str = "",
        **attributes: Any,
    ) -> None:
        self.since = since
        self.until = until
        label = VersionRange("", since, until).label
        super().__init__(spellings, help=_with_label(help, label), **attributes)

    def range_in(self, ctx: click.Context) -> VersionRange | None:
        """Return its range, if it has one and is given: on the command line, or by its variable."""
        source = ctx.get_parameter_source(self.name or "")
        has_range = bool(self.since or self.until)
        if source not in _TYPED or not has_range:
            return None
        if source is ParameterSource.ENVIRONMENT:
            return VersionRange(str(self.envvar), self.since, self.until)
        spelling = max(self.opts, key=len)
        return VersionRange(spelling, self.since, self.until)


class RangedCommand(Command):
    """A command of some microversions, or with options of some: ``since`` and ``until``, as 2.26.

    ``prefers`` is the newest that it speaks unless the settings request a newer one, or an option
    needs it: for a command that a later microversion gives less to show.
    """

    def __init__(
        self,
        name: str | None,
        *,
        since: str = "",
        until: str = "",
        prefers: str = "",
        help: str | None = None,
        **attributes: Any,
    ) -> None:
        self.range = VersionRange(name or "", since, until, is_command=True, preference=prefers)
        super().__init__(name, help=_with_label(help or "", self.range.label), **attributes)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, with ``context.compute`` limited to what it and the given options exist in.

        Raises BadUsage if they exist in no common version.
        """
        ranges = tuple(self._ranges(ctx))
        check_overlap(ranges)
        ctx.ensure_object(Context).api_ranges = ranges
        return super().invoke(ctx)

    def _ranges(self, ctx: click.Context) -> Iterator[VersionRange]:
        if self.range.label or self.range.preference:
            yield self.range
        for param in self.params:
            item = param.range_in(ctx) if isinstance(param, RangedOption) else None
            if item is not None:
                yield item


def ranged_option(
    *spellings: str, since: str = "", until: str = "", **attributes: Any
) -> Callable[..., Any]:
    """Return a decorator as ``click.option``, for an option of the microversions in a range.

    Its command is a ``RangedCommand``. Its help gets "(API 2.73)", "(API 2.56 or older)" or
    "(API 2.29 to 2.67)" at the end.
    """
    return click.option(*spellings, cls=RangedOption, since=since, until=until, **attributes)


def _with_label(text: str, label: str) -> str:
    """Put a range behind a help's first paragraph, before its full stop."""
    if not label:
        return text
    paragraph, *rest = text.split("\n\n", 1)
    stem = paragraph.rstrip()
    stop = "." if stem.endswith(".") else ""
    labelled = f"{stem.removesuffix('.')} ({label}){stop}"
    return "\n\n".join([labelled, *rest])
