"""``--watch``: the same reading again and again, on a screen of its own or as lines of JSON."""

from __future__ import annotations

import math
import shlex
import time
from collections.abc import Callable, Iterator

import click

from mini_nova import exit_codes
from mini_nova.context import Context
from mini_nova.errors import BadUsage, MiniNovaError
from mini_nova.explain import explain
from mini_nova.lazy import WORDS_TYPED
from mini_nova.output.results import Result, in_memory
from mini_nova.output.terminal import safe
from mini_nova.output.watch import Drawing, Watch
from mini_nova_auth import redact
from mini_nova_auth.errors import AuthToolkitError

_FINAL = (exit_codes.AUTHENTICATION, exit_codes.USAGE)  # the codes of errors that do not pass
Read = Callable[[], Result]


def watch(ctx: click.Context, context: Context, interval: float, read: Read) -> None:
    """Show the result of ``read`` every so many seconds, until the user ends it.

    Raises the error of the first round, and a refused login of any round. Other errors are shown,
    and the next round comes. Raises BadUsage, before anything is sent, for a format or an output
    that cannot be watched.
    """
    _check(context, interval)
    if context.output_format == "jsonl":
        _print_rounds(context, interval, read)
    else:
        title = _title(ctx)
        _show_rounds(context, title, interval, read)


def _check(context: Context, interval: float) -> None:
    if not math.isfinite(interval):
        raise BadUsage("--watch needs a number of seconds")
    if context.output_format not in ("table", "jsonl"):
        raise BadUsage(
            f"--watch shows tables or jsonl, not {context.output_format}",
            hint="Without -f it shows a table on a terminal; -f jsonl prints round after round.",
        )
    if context.output_format == "table" and not context.io.out.isatty():
        raise BadUsage(
            "--watch needs a terminal",
            hint="Into a pipe or file, -f jsonl prints the objects of round after round.",
        )


def _print_rounds(context: Context, interval: float, read: Read) -> None:
    context.show(read())
    for result in _rounds(context, interval, read):
        context.show(result)


def _rounds(context: Context, interval: float, read: Read) -> Iterator[Result]:
    """Yield the results of further rounds, those without an error."""
    while True:
        context.io.out.flush()
        time.sleep(interval)
        try:
            yield in_memory(read())
        except (MiniNovaError, AuthToolkitError) as problem:
            context.io.note(_passing(problem))


def _show_rounds(context: Context, title: str, interval: float, read: Read) -> None:
    def drawing() -> Drawing:
        result: Result = in_memory(read())
        return lambda columns: "".join(context.pieces(result, columns))

    first = drawing()
    rounds = Watch(context.io.screen(), title, interval, drawing, _passing)
    with context.io.notes_to(rounds.note):
        rounds.run(first)


def _passing(problem: Exception) -> str:
    """Return the sentence of an error that the next round may not have; raise any other."""
    if not isinstance(problem, (MiniNovaError, AuthToolkitError)):
        raise problem
    explanation = explain(problem)
    if explanation.exit_code in _FINAL:
        raise problem
    sentence = redact.text(explanation.lines[0])
    return safe(sentence)


def _title(ctx: click.Context) -> str:
    """Return the command as it was typed, without secrets."""
    words = shlex.join(ctx.meta[WORDS_TYPED])
    return safe(redact.text(f"{ctx.command_path} {words}"))
