"""Show one server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.compute.resources import flavors, servers
from mini_nova.compute.resources.images import Images
from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record


@click.command("show", cls=Command, help=__doc__)
@click.option(
    "--minimal", is_flag=True, help="Leave out the names of image and flavor, which cost requests."
)
@click.argument("server")
@click.pass_obj
def command(context: Context, minimal: bool, server: str) -> Record:
    """The server by id or name; in a table also the names of its image and, where it is not embedded, its flavor."""
    found = servers.find(context.compute, server)
    if minimal or context.output_format != "table":
        return Record(found, servers.properties(found), servers.optional_property)
    image, flavor = _id(found, "image"), _id(found, "flavor")
    image_name = Images(context.compute).name_of(image) if image else ""
    flavor_name = flavors.name_of(context.compute, flavor) if flavor else ""
    shown = servers.properties(found, image_name=image_name, flavor_name=flavor_name)
    return Record(found, shown, servers.optional_property)


def _id(server: Mapping[str, Any], key: str) -> str:
    """The id of the server's image or flavor; '' where there is none, or it is embedded."""
    value = server.get(key)
    return str(value.get("id") or "") if isinstance(value, dict) else ""
