"""Replace the sandbox's state by a saved one, or by a recorded cloud.

SOURCE is the name of a saved state, or a file that 'mini-nova sandbox record' has written. The
sandbox goes on at the same address with the same passwords, and builds that were under way go on,
too. It starts if it is not running.

Servers that the new state does not have would be lost: that takes --force.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import control, launch, saved
from mini_nova.sandbox.options import state_dir
from mini_nova.sandbox.source import start_notice


@click.command("load", cls=Command, help=__doc__)
@click.option("--force", is_flag=True, help="Throw servers away that the new state does not have.")
@click.argument("source")
@state_dir
@click.pass_obj
def command(context: Context, /, source: str, directory: Path, force: bool) -> Record:
    """Return the address, and the number of servers that it has now."""
    path = saved.source(os.environ, source)
    running, is_new = launch.start(directory)
    if is_new:
        context.io.note(start_notice(running))
    body = {"path": str(path), "force": force}
    answer = control.call(directory, "POST", "load", body)
    _forget_logins(context, running["url"])
    return Record(answer, answer)


def _forget_logins(context: Context, url: str) -> None:
    """Drop the cached logins of the state that was: its projects and users may have other ids."""
    context.cache.drop(lambda access: access.auth_url.startswith(f"{url}/"))
