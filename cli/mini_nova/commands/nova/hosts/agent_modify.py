"""Change a build of a guest agent. Nova removed them in 22.0.0."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import agents
from mini_nova.context import Context
from mini_nova.output.results import Record


@click.command("agent-modify", cls=WritingCommand, help=__doc__)
@click.argument("id")
@click.argument("agent_version", metavar="VERSION")  # --version is a global option
@click.argument("url")
@click.argument("md5hash")
@click.pass_obj
def command(context: Context, /, id: str, agent_version: str, **changes: Any) -> Record:
    """Return the build."""
    item = agents.update(context.compute, id, {**changes, "version": agent_version})
    return Record(item, item)
