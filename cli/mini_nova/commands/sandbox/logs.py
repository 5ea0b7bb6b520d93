"""Print the sandbox's log."""

from __future__ import annotations

import os
import time
from collections import deque
from pathlib import Path
from typing import NoReturn, TextIO

import click

from mini_nova.context import Context
from mini_nova.errors import CommandError
from mini_nova.lazy import Command
from mini_nova.sandbox.options import state_dir
from mini_nova_auth.private_files import open_plain

PAUSE = 0.2  # seconds between two looks at the end of the log


@click.command("logs", cls=Command, help=__doc__)
@click.option(
    "-n",
    "count",
    type=click.IntRange(0),
    default=50,
    metavar="LINES",
    help="Number of lines, counted from the end; default 50.",
)
@click.option("--follow", is_flag=True, help="Print new lines as they are written, until Ctrl-C.")
@state_dir
@click.pass_obj
def command(context: Context, /, count: int, follow: bool, directory: Path) -> None:
    """Print the lines, made safe for a terminal."""
    path = directory / "sandbox.log"
    try:
        descriptor = open_plain(path, os.O_RDONLY)
        with os.fdopen(descriptor, encoding="utf-8", errors="replace") as log:
            for line in deque(log, maxlen=count):
                context.io.result_line(line)
            if follow:
                _follow(context, log)
    except OSError as problem:
        raise CommandError(
            f"there is no log at {path}",
            hint="Only a sandbox in the background writes one.",
        ) from problem


def _follow(context: Context, log: TextIO) -> NoReturn:
    """Print the lines that are added to the log until Ctrl-C."""
    while True:
        line = log.readline()
        if line:
            context.io.result_line(line)
        else:
            time.sleep(PAUSE)
