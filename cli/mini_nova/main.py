"""The root command. Here, and only here, errors become a sentence and an exit code."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from mini_nova import exit_codes
from mini_nova.context import Context
from mini_nova.lazy import LazyGroup
from mini_nova.options import GLOBAL_OPTIONS

if TYPE_CHECKING:
    from mini_nova.output.results import Result

HELP = """Boot servers on OpenStack clouds and manage them.

The cloud and the login come from the options below, from OS_* variables or from clouds.yaml
(--os-cloud). Results go to stdout, everything else to stderr.
"""
_FREE_THRESHOLD = 100_000  # objects: looking for garbage while modules load takes 10 ms, in vain


def _with_hyphens(spelling: str) -> str:
    """Accept older spellings with underscores: ``--os_username``, ``flavor_list``."""
    return spelling.replace("_", "-")


def _show(result: Result | None, **_: Any) -> None:
    """Write what a command returned to stdout."""
    if result is not None:
        click.get_current_context().obj.show(result)


cli = LazyGroup(
    "mini-nova",
    package="mini_nova.commands",
    folder=os.path.join(os.path.dirname(__file__), "commands"),
    params=[*GLOBAL_OPTIONS],
    help=HELP,
    context_settings={
        "token_normalize_func": _with_hyphens,
        "help_option_names": ["-h", "--help"],
    },
    result_callback=_show,
)


def main() -> NoReturn:
    """Run the ``mini-nova`` command of this process, and exit."""
    gc.set_threshold(_FREE_THRESHOLD)
    if (
        sys.stdin is None
    ):  # closed before the start: it reads as empty, and no socket gets its number
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    exit_code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or never there
            stream.flush()
    # Everything is written and every file closed. To take the interpreter apart, module by module,
    # would take another 15 ms.
    os._exit(exit_code)


def run(arguments: list[str], context: Context | None = None) -> int:
    """Run one command line and return its exit code. Prints the sentence of an error."""
    context = context or Context()
    _load_http(arguments)
    try:
        _check_text(arguments)
        exit_code = cli.main(arguments, prog_name="mini-nova", standalone_mode=False, obj=context)
        context.io.clear()
        context.io.out.flush()
    except BrokenPipeError:
        _close_quietly(context)
        _report_booked(context, ())
        return exit_codes.FAILED
    except (Exception, KeyboardInterrupt) as problem:
        if context.debug and _deserves_traceback(problem):
            context.io.note(_traceback(problem), lines=True)
        exit_code = _explain(problem, context)
    _show_timings(context)
    return exit_code if isinstance(exit_code, int) else context.exit_code


def _deserves_traceback(problem: BaseException) -> bool:
    from mini_nova.errors import BadUsage

    return not isinstance(problem, (BadUsage, click.ClickException, KeyboardInterrupt))


def _traceback(problem: BaseException) -> str:
    """Return the traceback. A foreign text of several lines cannot pass for several lines of ours."""
    import traceback

    lines = []
    for entry in traceback.format_exception(problem):
        text = entry.rstrip("\n")
        lines.append(text.replace("\n", "\n    "))
    return "\n".join(lines)


def _check_text(arguments: list[str]) -> None:
    """Raise a usage error for an argument whose bytes are not text in this locale's encoding."""
    for argument in arguments:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise click.UsageError(f"{argument!a} is not text")


def _load_http(arguments: list[str]) -> None:
    """Load the HTTP library while the stack is shallow, unless the command needs none.

    From CPython 3.11 on, the stack of frames consists of pieces of 16 KiB, which are mapped and
    unmapped each time that calls cross the edge of one. To import this much from deep inside a
    command crosses it thousands of times, which takes 50 ms.
    """
    words = set(arguments)
    asks_for_help = not words.isdisjoint({"-h", "--help", "--version"})
    is_help = asks_for_help or arguments[:1] == ["help"]
    is_local = words.issuperset({"cloud", "status"})
    if arguments and not is_help and not is_local:
        import mini_nova_auth.wire.transport  # noqa: F401


def _explain(problem: BaseException, context: Context) -> int:
    """Write an error's lines to stderr and return its exit code."""
    from mini_nova.explain import explain

    explanation = explain(problem)
    for line in explanation.lines:
        context.io.note(line)
    _report_booked(context, explanation.lines)
    return explanation.exit_code


def _report_booked(context: Context, lines: tuple[str, ...]) -> None:
    """Name the servers that were made before something went wrong, unless these lines name them."""
    text = "\n".join(lines)
    unnamed = [server_id for server_id in context.booked if server_id not in text]
    if unnamed:
        ids = ", ".join(unnamed)
        context.io.note(f"The server is booked all the same: {ids}")


def _show_timings(context: Context) -> None:
    if not context.timings:
        return
    from mini_nova.output.debug import timing_rows
    from mini_nova.output.table import draw

    rows = timing_rows(context.exchanges)
    table = draw(("url", "seconds"), rows, context.io.note_width)
    context.io.note(table.rstrip("\n"), lines=True)


def _close_quietly(context: Context) -> None:
    """Write nothing more once the reader of stdout has gone, not even at the interpreter's exit."""
    context.io.clear()
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
