"""Run a command with a fresh token in its environment, and nowhere else.

COMMAND logs in with OS_TOKEN, and the password is not in its environment. Its exit code is passed on; 127 where there is
no such command, 126 where it cannot be run.
"""

from __future__ import annotations

import os
import signal

import click

from mini_nova.context import Context
from mini_nova.errors import CommandError
from mini_nova.lazy import Command
from mini_nova.output.env import environment

NOT_FOUND, NOT_RUN = 127, 126  # as a shell has it


@click.command(
    "exec",
    cls=Command,
    help=__doc__,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", metavar="-- COMMAND [ARG]...", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, words: tuple[str, ...]) -> None:
    """Logs in anew, for this command alone: the token is in no cache. The variables of other logins are taken out.

    COMMAND takes this process's place, so that signals and the exit code are its own; 127 where there is none of that
    name, 126 where it cannot be run.
    """
    context.use_cache = False
    access = context.session.access
    context.session.close()
    variables = environment(access, context.settings, os.environ)
    context.io.clear()
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and so would COMMAND
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvpe(words[0], list(words), variables)  # noqa: S606 - that is what was asked for
    except OSError as problem:
        error = CommandError(f"{words[0]} cannot be run: {problem.strerror}")
        error.exit_code = NOT_FOUND if isinstance(problem, FileNotFoundError) else NOT_RUN
        raise error from problem
