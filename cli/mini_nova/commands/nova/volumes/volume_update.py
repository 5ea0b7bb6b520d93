"""Replace a server's volume by another, to which its content is copied.

With the same volume twice it only changes whether the volume goes with the server.
"""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import segment
from mini_nova.compute.resources import server_parts, volumes
from mini_nova.context import Context
from mini_nova.errors import BadUsage


@click.command("volume-update", cls=WritingCommand, help=__doc__)
@ranged_option(
    "--delete-on-termination", since="2.85", is_flag=True, help="Delete the volume with the server."
)
@ranged_option(
    "--no-delete-on-termination", since="2.85", is_flag=True, help="Keep it when the server goes."
)
@click.argument("server")
@click.argument("src_volume")
@click.argument("dest_volume")
@click.pass_obj
def command(
    context: Context,
    delete_on_termination: bool,
    no_delete_on_termination: bool,
    server: str,
    src_volume: str,
    dest_volume: str,
) -> None:
    """Send the request. Volumes go by their names or ids."""
    if delete_on_termination and no_delete_on_termination:
        raise BadUsage(
            "argument --no-delete-on-termination: not allowed with argument --delete-on-termination"
        )
    compute = context.compute
    source = volumes.volume_id(compute, src_volume)
    attachment: dict[str, Any] = {"volumeId": volumes.volume_id(compute, dest_volume)}
    if delete_on_termination or no_delete_on_termination:
        attachment["delete_on_termination"] = delete_on_termination
    part = f"os-volume_attachments/{segment(source)}"
    server_parts.put(compute, server, part, {"volumeAttachment": attachment})
