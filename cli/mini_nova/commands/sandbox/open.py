"""Open the sandbox's page in a browser; start the sandbox if it is not running.

The page launches servers and shows how they are built. Without a display, or over ssh, its URL is
printed: it has a key that works once, and for a minute.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.sandbox import control, launch
from mini_nova.sandbox.options import state_dir
from mini_nova.sandbox.source import start_notice

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
REMOTE = ("SSH_CONNECTION", "SSH_TTY")
WITH_WINDOWS = ("darwin", "win32", "cygwin")  # systems that need no variable for their display


@click.command("open", cls=Command, help=__doc__)
@click.option("--print", "only_print", is_flag=True, help="Print the URL, and open no browser.")
@state_dir
@click.pass_obj
def command(context: Context, /, only_print: bool, directory: Path) -> Sentences:
    """Return the URL with a new key, or a line that says that a browser has it."""
    running, is_new = launch.start(directory)
    if is_new:
        notice = start_notice(running)
        context.io.note(notice)
    url = control.call(directory, "POST", "page-key")["url"]
    if only_print or not has_display(os.environ, sys.platform):
        return Sentences((url,))
    return Sentences((_open(url),))


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a browser that we start would be seen by the person who typed the command."""
    if any(environ.get(name) for name in REMOTE):
        return False
    return platform in WITH_WINDOWS or any(environ.get(name) for name in DISPLAYS)


def _open(url: str) -> str:
    """Open a browser; return the line to show: the URL if there is no browser."""
    import webbrowser

    if not webbrowser.open(url):
        return url
    address, _, _ = url.partition("#")
    return f"opened {address} in your browser"
