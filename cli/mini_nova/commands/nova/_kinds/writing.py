"""Commands that change something in the cloud: ``--dry-run``, and ``--jobs`` for many targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.api_range import RangedCommand
from mini_nova.compute.dry_run import NotSent, UnsentRequest
from mini_nova.context import Context

if TYPE_CHECKING:
    from mini_nova.output.results import Result

MOST_JOBS = 32
IN_ALL_PROJECTS = click.option(
    "--all-tenants", is_flag=True, help="Look for names in all projects (admins)."
)


class WritingCommand(RangedCommand):
    """A command whose requests --dry-run shows in place of sending them.

    Names are looked up all the same. A command with many targets also takes --jobs: it has an
    argument that may be repeated, or ``many``.
    """

    def __init__(self, *args: Any, many: bool = False, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        if many or any(_is_repeated(param) for param in self.params):
            self.params.append(_jobs_option())
        self.params.append(_dry_run_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and return its result: in a dry run, the requests that it did not send."""
        context = ctx.ensure_object(Context)
        context.is_writing = True
        try:
            result = super().invoke(ctx)
        except NotSent as end:
            context.unsent.append(end.request)
        if context.dry_run:
            return _unsent(context)
        return result


def _is_repeated(param: click.Parameter) -> bool:
    return isinstance(param, click.Argument) and param.nargs < 0


def _dry_run_option() -> click.Option:
    def store(ctx: click.Context, _: click.Parameter, is_given: bool) -> None:
        ctx.ensure_object(Context).dry_run = is_given

    return click.Option(
        ["--dry-run"],
        is_flag=True,
        expose_value=False,
        callback=store,
        help="Show the requests that would change something, and do not send them.",
    )


def _jobs_option() -> click.Option:
    def store(ctx: click.Context, _: click.Parameter, number: int) -> None:
        ctx.ensure_object(Context).jobs = number

    return click.Option(
        ["--jobs"],
        type=click.IntRange(1, MOST_JOBS),
        default=1,
        metavar="N",
        expose_value=False,
        callback=store,
        help=f"Act on up to N of them at once, at most {MOST_JOBS}; by default one by one.",
    )


def _unsent(context: Context) -> Result:
    """Return the requests of a dry run: as text for people, as objects for programs."""
    from mini_nova.output.results import Rows, Sentences, field
    from mini_nova_auth import redact

    requests = [request._replace(body=redact.body(request.body)) for request in context.unsent]
    if context.output_format == "table":
        return Sentences(_lines(requests))
    columns = (field("method"), field("url"), field("headers"), field("body"))
    return Rows([request._asdict() for request in requests], columns)


def _lines(requests: list[UnsentRequest]) -> Iterator[str]:
    import json

    for request in requests:
        yield f"{request.method} {request.url}"
        for name, value in request.headers.items():
            yield f"{name}: {value}"
        if request.body is not None:
            yield json.dumps(request.body, ensure_ascii=False)
