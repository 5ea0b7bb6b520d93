"""Register a build of a guest agent. Nova removed them in 22.0.0."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import agents
from mini_nova.context import Context
from mini_nova.output.results import Record


@click.command("agent-create", cls=WritingCommand, help=__doc__)
@click.argument("os")
@click.argument("architecture")
@click.argument("agent_version", metavar="VERSION")  # --version is a global option
@click.argument("url")
@click.argument("md5hash")
@click.argument("hypervisor")
@click.pass_obj
def command(context: Context, /, agent_version: str, **agent: Any) -> Record:
    """Return the build."""
    item = agents.create(context.compute, {**agent, "version": agent_version})
    return Record(item, item)
