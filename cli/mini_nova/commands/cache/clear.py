"""Forget every cached login; the next command logs in again."""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences


@click.command("clear", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Sentences:
    """Remove the files of the cache directory and report how many there were."""
    count = context.cache.clear()
    noun = "login" if count == 1 else "logins"
    return Sentences((f"{count} cached {noun} removed.",))
