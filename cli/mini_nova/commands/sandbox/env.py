"""Print the variables that point OpenStack clients at the sandbox.

They are meant for a shell: eval "$(mini-nova sandbox env)". With --shell clouds.yaml they are an
entry of that file. The password is among them.
"""

from __future__ import annotations

from pathlib import Path

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import exports, launch, state
from mini_nova.sandbox.options import state_dir
from mini_nova.sandbox.source import start_notice


@click.command("env", cls=Command, help=__doc__)
@click.option(
    "--identity",
    type=click.Choice(["1", "2", "3"]),
    default="3",
    help="Version of the identity API; default 3.",
)
@click.option(
    "--shell",
    type=click.Choice(exports.SHELLS),
    default="sh",
    help="Shell that reads the lines, or the file clouds.yaml; default sh.",
)
@click.option(
    "--as",
    "user",
    type=click.Choice(["admin", "demo"]),
    default="admin",
    help="User to log in as; default admin.",
)
@state_dir
@click.pass_obj
def command(
    context: Context, /, identity: str, shell: str, user: str, directory: Path
) -> Sentences:
    """Start the sandbox if it is not running, and return the lines for the shell."""
    running, is_new = launch.start(directory)
    if is_new:
        notice = start_notice(running)
        context.io.note(notice)
    passwords = state.credentials(directory)
    variables = exports.variables(
        running["url"],
        user,
        passwords[user],
        int(identity),
    )
    lines = exports.lines(variables, shell)
    return Sentences(tuple(lines))
