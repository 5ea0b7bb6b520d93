"""Detach a volume from a server."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.waiting import POLL_LIMIT, check_timeout, timeout_option
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.volumes._volume_poll import wait_for_volume
from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts, volumes
from mini_nova.context import Context


@click.command("volume-detach", cls=WritingCommand, help=__doc__)
@click.option("--poll", is_flag=True, help="Wait until it is available.")
@timeout_option(POLL_LIMIT)
@click.argument("server")
@click.argument("volume")
@click.pass_obj
def command(context: Context, poll: bool, timeout: float | None, server: str, volume: str) -> None:
    """Send the request. The volume goes by its name or id."""
    check_timeout(poll, timeout)
    compute = context.compute
    volume_id = volumes.volume_id(compute, volume)
    server_parts.delete(compute, server, f"os-volume_attachments/{segment(volume_id)}")
    if poll:
        wait_for_volume(context, volume_id, "available", "in-use", timeout)
