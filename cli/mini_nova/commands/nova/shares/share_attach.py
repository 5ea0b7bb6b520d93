"""Attach a share to a server, which must be stopped."""

from __future__ import annotations

import re

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.names import is_uuid
from mini_nova.compute.resources import shares
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output.results import Record

_TAG = r"[a-zA-Z0-9-]{1,255}"


@click.command("share-attach", cls=WritingCommand, since="2.97", help=__doc__)
@click.option(
    "--tag", metavar="TAG", help="The tag to mount it by in the server; by default the share's id."
)
@click.argument("server")
@click.argument("share", metavar="SHARE_ID")
@click.pass_obj
def command(context: Context, server: str, share: str, tag: str | None) -> Record:
    """Return the new attachment."""
    if not is_uuid(share):
        raise BadUsage(
            f"{share!r} is not the id of a share", hint="The file share service has its id."
        )
    if tag is not None and not re.fullmatch(_TAG, tag):
        raise BadUsage(
            f"--tag: {tag!r} is not a tag",
            hint="A tag has 1 to 255 ASCII letters, digits and hyphens.",
        )
    attachment = shares.attach(context.compute, server, share, tag)
    return Record(attachment, attachment)
