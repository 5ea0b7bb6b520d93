"""Run a command with a fresh token in its environment, and no password.

COMMAND logs in with OS_TOKEN. Its exit code is passed on; 127 means that there is no such command,
126 that it cannot be run.
"""

from __future__ import annotations

import os
import signal

import click

from mini_nova.context import Context
from mini_nova.errors import CommandError
from mini_nova.lazy import Command
from mini_nova.output.env import environment

NOT_FOUND, NOT_RUN = 127, 126  # as in a shell


@click.command(
    "exec",
    cls=Command,
    help=__doc__,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", metavar="-- COMMAND [ARG]...", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, words: tuple[str, ...]) -> None:
    """Log in for this command alone, without the cache, and replace this process by COMMAND.

    Signals and the exit code are COMMAND's own. It gets no variable of any other login.
    """
    context.use_cache = False
    access = context.session.access
    context.session.close()
    variables = environment(access, context.settings, os.environ)
    context.io.clear()
    # Python ignores these signals, and COMMAND would inherit that.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    program = words[0]
    try:
        os.execvpe(program, words, variables)  # noqa: S606 - an argument list, and no shell
    except OSError as problem:
        error = CommandError(f"{program} cannot be run: {problem.strerror}")
        error.exit_code = NOT_RUN
        if isinstance(problem, FileNotFoundError):
            error.exit_code = NOT_FOUND
        raise error from problem
