"""Show one server."""

from __future__ import annotations

import click

from mini_nova.compute import servers
from mini_nova.compute.images import Images
from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record


@click.command("show", cls=Command, help=__doc__)
@click.option("--minimal", is_flag=True, help="Leave out the image's name, which costs a request.")
@click.argument("server")
@click.pass_obj
def command(context: Context, minimal: bool, server: str) -> Record:
    """One request for the server by id or name; in a table one more for the name of its image."""
    found = servers.find(context.compute, server)
    image = found.get("image")
    image_id = image.get("id") if isinstance(image, dict) else None
    name, known = "", True
    if image_id and not minimal and context.output_format == "table":
        name = Images(context.compute).name_of(str(image_id))
        known = bool(name)
    return Record(found, servers.properties(found, image_name=name, image_known=known), servers.optional_property)
