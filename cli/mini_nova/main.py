"""The process: signals, streams and the exit code. Here, and only here, errors become sentences."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from mini_nova import exit_codes, program, signals

if TYPE_CHECKING:
    from mini_nova.context import Context

_TAB = "__complete"  # the first word if a shell's completion script asks for names
_FREE_THRESHOLD = 100_000  # objects: looking for garbage while modules load takes 10 ms, in vain
# The words of commands that send nothing, or nothing once there is a cached login.
_LOCAL_COMMANDS = (
    {"cloud", "status"},
    {"cloud", "list"},
    {"cloud", "explain"},
    {"catalog", "list"},
    {"catalog", "show"},
    {"catalog", "endpoint"},
    {"catalog", "diff"},
    {"token", "issue"},
    {"whoami"},
    {"cache", "list"},
    {"cache", "clear"},
)


def main() -> NoReturn:
    """Run the ``mini-nova`` command of this process, and exit."""
    if sys.argv[1:2] == [_TAB]:
        _complete(sys.argv[2:])
    signals.install(_interruption)  # before anything that takes time is loaded
    gc.set_threshold(_FREE_THRESHOLD)
    _occupy_closed_streams()
    exit_code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or never there
            stream.flush()
    # Everything is written and every file closed. To take the interpreter apart, module by module,
    # would take another 15 ms.
    os._exit(exit_code)


def _complete(arguments: list[str]) -> NoReturn:
    """Write the names for a word of a command line, and exit. A person waits: click takes time."""
    from mini_nova.known_names import on_tab

    text = on_tab.answer(arguments, os.environ)
    with contextlib.suppress(OSError):
        os.write(1, text.encode(errors="surrogateescape"))
    os._exit(exit_codes.SUCCESS)


def run(arguments: list[str], context: Context | None = None) -> int:
    """Run one command line and return its exit code. Prints the sentence of an error."""
    context = context or _new_context()
    problem: BaseException | None = None
    _load(arguments)
    signals.listen()
    try:
        _check_text(arguments)
        exit_code = _invoke(arguments, context)
        context.io.clear()
        context.io.out.flush()
    except (Exception, KeyboardInterrupt) as failure:
        signals.finish()
        problem = failure
        exit_code = _report(problem, context)
    signals.finish()
    _show_timings(context)
    _keep_names(context)
    if exit_code is None:
        exit_code = context.exit_code
    if exit_code:
        _end_with_object(arguments, problem, context)
    return exit_code


def _report(problem: BaseException, context: Context) -> int:
    """Write the lines of an error to stderr and return its exit code."""
    if isinstance(problem, BrokenPipeError):
        _close_quietly(context)
        _report_booked(context, ())
        return exit_codes.FAILED
    if context.debug and _deserves_traceback(problem):
        context.io.note(_traceback(problem), lines=True)
    return _explain(problem, context)


def _end_with_object(arguments: list[str], problem: BaseException | None, context: Context) -> None:
    """Write the failure to stderr as an object, too, if it is for a program.

    That the reader of stdout has gone is no news to it, unless servers were made.
    """
    if isinstance(problem, BrokenPipeError) and not context.booked:
        return
    from mini_nova.error_format import wants_object

    if not wants_object(arguments, context.output_format, os.environ):
        return
    from mini_nova.failure_object import failure_line

    context.io.failure(failure_line(problem, context))


def _interruption() -> str:
    """Return the object for a signal that ends the process at once; '' if it is not for a program."""
    from mini_nova import error_format

    if not error_format.wants_object(sys.argv[1:], "", os.environ):
        return ""
    return f"{error_format.INTERRUPTED}\n"


def _new_context() -> Context:
    from mini_nova.context import Context

    return Context()


def _occupy_closed_streams() -> None:
    """Open /dev/null for streams that were closed before the start: no socket gets their number."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            os.open(os.devnull, os.O_WRONLY)


def _invoke(arguments: list[str], context: Context) -> int | None:
    """Run the command. Return an exit code if click has one, as for help.

    ``click.Command.main`` would end the process at a pipe without a reader.
    """
    import click

    from mini_nova.root import cli

    try:
        with cli.make_context(program.name(), list(arguments), obj=context) as ctx:
            cli.invoke(ctx)
    except click.exceptions.Exit as end:
        return end.exit_code
    return None


def _deserves_traceback(problem: BaseException) -> bool:
    import click

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
    import click

    for argument in arguments:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise click.UsageError(f"{argument!a} is not text")


def _load(arguments: list[str]) -> None:
    """Load what every command needs; the HTTP library, too, unless the command sends nothing.

    It is done here because the stack is shallow, and because a signal still ends the process at once.

    From CPython 3.11 on, the stack of frames consists of pieces of 16 KiB, which are mapped and
    unmapped each time that calls cross the edge of one. To import this much from deep inside a
    command crosses it thousands of times, which takes 50 ms.
    """

    words = set(arguments)
    asks_for_help = not words.isdisjoint({"-h", "--help", "--version"})
    is_help = asks_for_help or arguments[:1] in (["help"], ["completion"])
    is_local = any(words.issuperset(command) for command in _LOCAL_COMMANDS)
    if arguments and not is_help and not is_local:
        import mini_nova_auth.wire.transport  # noqa: F401


def _explain(problem: BaseException, context: Context) -> int:
    """Write an error's lines to stderr and return its exit code."""
    from mini_nova.explain import explain

    explanation = explain(problem)
    for line in explanation.lines:
        context.io.note(line)
    for line in _oddities(problem, context):
        context.io.note(line)
    _report_booked(context, explanation.lines)
    if explanation.exit_code == exit_codes.INTERRUPTED:
        return signals.exit_code(exit_codes.INTERRUPTED)
    return explanation.exit_code


def _oddities(problem: BaseException, context: Context) -> list[str]:
    """Return a line on each odd setting that may be the cause of a failed login."""
    from mini_nova_auth.errors import AuthToolkitError, Refused

    is_login = isinstance(problem, AuthToolkitError) and not isinstance(problem, Refused)
    if not is_login or not context.has_settings:
        return []
    from mini_nova_auth.settings.oddities import oddities

    return [f"{remark.sentence}. {remark.hint}" for remark in oddities(context.settings)]


def _report_booked(context: Context, lines: tuple[str, ...]) -> None:
    """Name the servers that were made before something went wrong, unless these lines name them."""
    text = "\n".join(lines)
    unnamed = [server_id for server_id in context.booked if server_id not in text]
    if unnamed:
        names = ", ".join(unnamed)
        ids = " ".join(unnamed)
        context.io.note(f"The server is booked all the same: {names}")
        context.io.note(f"To wait for it: mini-nova wait {ids}; to give up: mini-nova delete {ids}")


def _keep_names(context: Context) -> None:
    """Keep the names that the command has seen, for completion, if it may keep anything."""
    if not context.use_cache or not context.has_compute:
        return
    from mini_nova.known_names import file, update

    path = file.path(context.flags, context.variables)
    update.update(path, context.compute.sightings)


def _show_timings(context: Context) -> None:
    if not context.shows_timings:
        return
    from mini_nova.output.debug import timing_rows
    from mini_nova.output.table import draw

    rows = timing_rows(context.timings)
    table = draw(("url", "seconds"), rows, context.io.note_width)
    context.io.note(table.rstrip("\n"), lines=True)


def _close_quietly(context: Context) -> None:
    """Write nothing more once the reader of stdout has gone, not even at the interpreter's exit."""
    context.io.clear()
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
