"""Make an image of a server. It goes on running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mini_nova.commands.nova._kinds.key_values import pairs
from mini_nova.commands.nova._kinds.waiting import check_timeout, snapshot_poll_options
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import servers
from mini_nova.context import Context

if TYPE_CHECKING:
    from mini_nova.output.results import Record


@click.command("image-create", cls=WritingCommand, help=__doc__)
@click.option(
    "--metadata",
    metavar="KEY=VALUE",
    multiple=True,
    help="Metadata for the image; may be repeated.",
)
@click.option("--show", is_flag=True, help="Show the image.")
@snapshot_poll_options()
@click.argument("server")
@click.argument("name")
@click.pass_obj
def command(
    context: Context,
    metadata: tuple[str, ...],
    show: bool,
    poll: bool,
    timeout: float | None,
    server: str,
    name: str,
) -> Record | None:
    """Send the action, and with --show or --poll look at the image."""
    check_timeout(poll, timeout)
    body = {"createImage": {"name": name, "metadata": pairs(metadata, "--metadata")}}
    acceptance = servers.act(context.compute, server, body)
    if not (show or poll):
        return None
    from mini_nova.commands.nova.servers._snapshot import finish

    return finish(context, acceptance, name, poll=poll, timeout=timeout, show=show)
