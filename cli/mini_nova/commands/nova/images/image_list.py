"""List the images that servers can be booted from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.resources.images import Images
from mini_nova.context import Context
from mini_nova.output.results import Column, Rows, field
from mini_nova_auth import lenient


def _status(image: Mapping[str, Any]) -> str:
    status = str(image.get("status", ""))
    return status.upper()


def _server_id(image: Mapping[str, Any]) -> str:
    """Return the server of which a snapshot was taken, if the service says so."""
    server_id = lenient.text_at(image, "server", "id")
    return server_id or lenient.text_at(image, "instance_uuid")


COLUMNS = (
    field("ID"),
    field("Name"),
    Column("Status", _status),
    Column("Server", _server_id),
)


@click.command("image-list", cls=ReadingCommand, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """Return the images of the image service if the catalog has it, else of compute's proxy."""
    images = Images(context.compute)
    return Rows(images.list(), COLUMNS)
