"""The root command. Here, and only here, errors become a sentence and an exit code."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from mini_nova import __version__, exit_codes
from mini_nova.context import Context
from mini_nova.lazy import GLOBAL_OPTIONS, LazyGroup
from mini_nova.options import global_options

if TYPE_CHECKING:
    from mini_nova.output.results import Result

GLOBAL_OPTIONS[:] = global_options()

HELP = """Boot servers on OpenStack clouds and look after them.

The cloud and the login come from the options below, OS_* variables, or clouds.yaml (--os-cloud). Results go to stdout,
everything else to stderr. 'mini-nova COMMAND --help' tells of one command.
"""


def _hyphens(spelling: str) -> str:
    """Older spellings with underscores (``--os_username``, ``flavor_list``) are taken, too."""
    return spelling.replace("_", "-")


def _show(result: Result | None, **_: Any) -> None:
    """Writes what a command returned to stdout."""
    if result is not None:
        click.get_current_context().obj.show(result)


cli = LazyGroup(
    "mini-nova",
    package="mini_nova.commands",
    folder=os.path.join(os.path.dirname(__file__), "commands"),
    params=[*GLOBAL_OPTIONS],
    help=HELP,
    context_settings={
        "token_normalize_func": _hyphens,
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
    result_callback=_show,
)


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.obj.io.result(f"mini-nova {__version__}\n")
        ctx.exit()


cli.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help="Show the version and exit.",
        callback=_version,
    )
)


def main() -> NoReturn:
    """The ``mini-nova`` command: runs what the command line says, and exits."""
    gc.set_threshold(100_000)  # looking for garbage while modules load takes 10 ms and finds none
    if (
        sys.stdin is None
    ):  # closed before the start: nothing is to be read there, and no socket gets its number
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or never there
            stream.flush()
    # Nothing is left to be done: what was written is flushed, every file is closed. Taking the interpreter apart,
    # module by module, would take another 15 ms.
    os._exit(code)


def run(arguments: list[str], context: Context | None = None) -> int:
    """Runs one command line and returns its exit code. Prints the error's sentence where it fails."""
    context = context or Context()
    _load_http(arguments)
    try:
        _check_text(arguments)
        code = cli.main(arguments, prog_name="mini-nova", standalone_mode=False, obj=context)
        context.io.clear()
        context.io.out.flush()
    except BrokenPipeError:
        _close_quietly(context)
        _report_booked(context, ())
        return exit_codes.FAILED
    except (Exception, KeyboardInterrupt) as problem:
        if context.debug and not isinstance(problem, (click.ClickException, KeyboardInterrupt)):
            context.io.note(_traceback(problem), lines=True)
        code = _explain(problem, context)
    _show_timings(context)
    return code if isinstance(code, int) else context.exit_code


def _traceback(problem: BaseException) -> str:
    """Where it went wrong. Of a text in it that has several lines none but the first begins a line of ours."""
    import traceback

    pieces = traceback.format_exception(problem)
    return "\n".join(piece.rstrip("\n").replace("\n", "\n    ") for piece in pieces)


def _check_text(arguments: list[str]) -> None:
    """Raises a usage error for an argument whose bytes are no text in this locale's encoding."""
    for argument in arguments:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise click.UsageError(f"{argument!a} is not text")


def _load_http(arguments: list[str]) -> None:
    """Loads the HTTP library while the stack is shallow, for all but help.

    From CPython 3.11 on, the stack of frames is in pieces of 16 KiB, mapped and unmapped each time that calls cross
    the edge of one. Importing this much from deep inside a command crosses it thousands of times, which takes 50 ms.
    """
    if (
        arguments
        and not {"-h", "--help", "--version"}.intersection(arguments)
        and not {"cloud", "status"} <= set(arguments)
    ):
        import mini_nova_auth.wire.transport  # noqa: F401


def _explain(problem: BaseException, context: Context) -> int:
    """The error's two lines on stderr, and its exit code."""
    from mini_nova.explain import explain

    explanation = explain(problem)
    for line in explanation.lines:
        context.io.note(line)
    _report_booked(context, explanation.lines)
    return explanation.exit_code


def _report_booked(context: Context, lines: tuple[str, ...]) -> None:
    """Names the servers that were made before something went wrong, unless the error has named them."""
    untold = [
        server_id for server_id in context.booked if not any(server_id in line for line in lines)
    ]
    if untold:
        context.io.note(f"The server is booked all the same: {', '.join(untold)}")


def _show_timings(context: Context) -> None:
    if context.timings:
        from mini_nova.output.debug import timing_rows
        from mini_nova.output.table import draw

        context.io.note(
            draw(("url", "seconds"), timing_rows(context.exchanges)).rstrip("\n"), lines=True
        )


def _close_quietly(context: Context) -> None:
    """The reader of stdout has gone: nothing more is written, also not at the interpreter's exit."""
    context.io.clear()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
