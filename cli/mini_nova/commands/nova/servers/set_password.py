"""Set the administrator's password inside servers.

It is asked for twice on the terminal. A script gives it in two lines on stdin, as to the classic
client, or in one with --password-stdin.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.api import Compute
from mini_nova.errors import BadUsage, CommandError
from mini_nova_auth import redact
from mini_nova_auth.secrets import prompt


def _body(_: Compute, password_stdin: bool) -> dict[str, Any]:
    password = _line_of_stdin() if password_stdin else _repeated_password()
    if not password:
        raise BadUsage(
            "there is no new password",
            hint="Type it twice, or give it on stdin: "
            "mini-nova set-password --password-stdin vm < FILE",
        )
    redact.learn(password)
    return {"changePassword": {"adminPass": password}}


def _repeated_password() -> str:
    """Return what is typed twice, or stands twice on stdin. Raises CommandError if it differs."""
    password, repetition = _two_entries()
    if password != repetition:
        raise CommandError("Passwords do not match.")
    return password


def _two_entries() -> tuple[str, str]:
    if sys.stdin is None or not sys.stdin.isatty():
        return _line_of_stdin(), _line_of_stdin()
    password = prompt.ask_unseen("New password")
    return password, prompt.ask_unseen("Again") if password else ""


def _line_of_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""


command = server_action(
    __name__,
    __doc__,
    _body,
    click.option(
        "--password-stdin", is_flag=True, help="Read the password from the first line of stdin."
    ),
)
