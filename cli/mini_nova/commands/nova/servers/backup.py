"""Make an image of a server as a backup, and delete the oldest backups of its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mini_nova.commands.nova._kinds.waiting import check_timeout, snapshot_poll_options
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import servers
from mini_nova.context import Context

if TYPE_CHECKING:
    from mini_nova.output.results import Record

IMAGE_ID_SINCE = (2, 45)


@click.command("backup", cls=WritingCommand, help=__doc__)
@snapshot_poll_options()
@click.argument("server")
@click.argument("name")
@click.argument("backup_type")
@click.argument("rotation")
@click.pass_obj
def command(
    context: Context,
    poll: bool,
    timeout: float | None,
    server: str,
    name: str,
    backup_type: str,
    rotation: str,
) -> Record | None:
    """Keep ROTATION backups of a type, such as daily, and show the new one (API 2.45)."""
    check_timeout(poll, timeout)
    backup = {"name": name, "backup_type": backup_type, "rotation": rotation}
    acceptance = servers.act(context.compute, server, {"createBackup": backup})
    has_image_id = context.compute.version >= IMAGE_ID_SINCE
    if not (has_image_id or poll):
        return None
    from mini_nova.commands.nova.servers._snapshot import finish

    return finish(context, acceptance, name, poll=poll, timeout=timeout, show=has_image_id)
