"""Attach a volume to a server."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.waiting import POLL_LIMIT, check_timeout, timeout_option
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.volumes._volume_poll import wait_for_volume
from mini_nova.compute.resources import volumes
from mini_nova.context import Context
from mini_nova.output.results import Record

LAST_WITH_ANSWER = "2.100"  # later, Nova does not wait for the device
CHOSEN_BY_NOVA = "auto"


@click.command("volume-attach", cls=WritingCommand, prefers=LAST_WITH_ANSWER, help=__doc__)
@ranged_option("--tag", since="2.49", metavar="TAG", help="A tag for the device.")
@ranged_option(
    "--delete-on-termination",
    since="2.79",
    is_flag=True,
    help="Delete the volume when the server is deleted.",
)
@click.option("--poll", is_flag=True, help="Wait until it is in-use.")
@timeout_option(POLL_LIMIT)
@click.argument("server")
@click.argument("volume")
@click.argument("device", required=False)
@click.pass_obj
def command(
    context: Context,
    tag: str | None,
    delete_on_termination: bool,
    poll: bool,
    timeout: float | None,
    server: str,
    volume: str,
    device: str | None,
) -> Record:
    """Return the attachment. The volume goes by its name or id; the device may be auto."""
    check_timeout(poll, timeout)
    compute = context.compute
    volume_id = volumes.volume_id(compute, volume)
    options: dict[str, Any] = {
        "volumeId": volume_id,
        "device": None if device == CHOSEN_BY_NOVA else device,
        "tag": tag,
        "delete_on_termination": delete_on_termination,
    }
    request = {key: value for key, value in options.items() if value}
    attachment = volumes.attach(compute, server, request)
    if poll:
        wait_for_volume(context, volume_id, "in-use", "available", timeout)
        if not attachment.get("device"):
            attachment = volumes.attachment(compute, server, volume_id)
    return Record(attachment, attachment)
