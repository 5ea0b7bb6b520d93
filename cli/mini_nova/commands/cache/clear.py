"""Forget every cached login, and the names for completion; the next command logs in again."""

from __future__ import annotations

import os

import click

from mini_nova.context import Context
from mini_nova.known_names import file, update
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences


@click.command("clear", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Sentences:
    """Remove the files of the cache directory and report how many there were."""
    update.clear(file.directory(os.environ))
    count = context.cache.clear()
    noun = "login" if count == 1 else "logins"
    return Sentences((f"{count} cached {noun} removed.",))
