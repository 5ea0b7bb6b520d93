"""Commands that only read, once or with ``--watch`` again and again."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import RangedCommand
from mini_nova.context import Context

SHORTEST_INTERVAL = 0.1  # seconds


class ReadingCommand(RangedCommand):
    """A command that changes nothing in the cloud."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.params.append(_watch_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and return its result; with --watch show one result after another."""
        context = ctx.ensure_object(Context)
        if context.interval is None:
            return super().invoke(ctx)
        from mini_nova.commands.nova._kinds.watching import watch

        invoke = super().invoke
        watch(ctx, context, context.interval, lambda: invoke(ctx))
        return None


def _watch_option() -> click.Option:
    def store(ctx: click.Context, _: click.Parameter, seconds: float | None) -> None:
        ctx.ensure_object(Context).interval = seconds

    return click.Option(
        ["--watch"],
        type=click.FloatRange(min=SHORTEST_INTERVAL),
        metavar="SECONDS",
        expose_value=False,
        callback=store,
        help="Show the result again every so many seconds, until q or Ctrl-C.",
    )
