"""List the images that servers can be booted from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.compute.resources.images import Images
from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field


@click.command("image-list", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """From the image service where the catalog has one, else from compute's proxy of it."""
    columns = (field("ID"), field("Name"), Column("Status", _status), Column("Server", _server))
    return Rows(Images(context.compute).list(), columns)


def _status(image: Mapping[str, Any]) -> str:
    return str(image.get("status", "")).upper()


def _server(image: Mapping[str, Any]) -> str:
    """The server that a snapshot was taken of, where the service says so."""
    server = image.get("server")
    return str(server.get("id", "") if isinstance(server, dict) else image.get("instance_uuid", ""))
