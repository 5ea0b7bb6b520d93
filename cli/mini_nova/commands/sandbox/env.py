"""Print the exports that make openstack, nova and mini-nova use the sandbox."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import exports, launch, options, state
from mini_nova.sandbox.source import started_line


@click.command("env", cls=Command, help=__doc__)
@click.option(
    "--identity",
    type=click.Choice(["1", "2", "3"]),
    default="3",
    help="The identity API's version; default 3.",
)
@click.option(
    "--shell",
    type=click.Choice(exports.SHELLS),
    default="sh",
    help="For whom the lines are; default sh.",
)
@click.option(
    "--as",
    "user",
    type=click.Choice(["admin", "demo"]),
    default="admin",
    help="Who to be; default admin.",
)
@options.state_dir
@click.pass_obj
def command(
    context: Context, /, identity: str, shell: str, user: str, state_dir: Path | None
) -> Sentences:
    """For ``eval "$(mini-nova sandbox env)"``. The password is among them, that is what this command is for."""
    directory = state_dir or state.default_directory(os.environ)
    running, started = launch.start(directory)
    if started:
        context.io.note(started_line(running))
    password = state.credentials(directory)[user]
    return Sentences(
        tuple(
            exports.lines(exports.variables(running["url"], user, password, int(identity)), shell)
        )
    )
