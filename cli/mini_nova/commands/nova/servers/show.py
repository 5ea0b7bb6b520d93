"""Show one server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.servers._server_view import server_record
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from mini_nova.output.results import Record
from mini_nova_auth import lenient


@click.command("show", cls=ReadingCommand, help=__doc__)
@click.option(
    "--minimal", is_flag=True, help="Skip the requests for the names of image and flavor."
)
@click.option(
    "--wrap",
    type=int,
    default=0,
    metavar="N",
    help="Break the values of the table at N characters.",
)
@click.argument("server")
@click.pass_obj
def command(context: Context, minimal: bool, wrap: int, server: str) -> Record:
    """Return the server, in a table with the names of its image and flavor."""
    item = servers.find(context.compute, server)
    if not context.is_for_people:
        return server_record(item)
    record = server_record(item, minimal=True) if minimal else _with_names(context, item)
    return record._replace(wrap=wrap)


def _with_names(context: Context, item: dict[str, Any]) -> Record:
    compute = context.compute
    from mini_nova.compute.resources import flavors
    from mini_nova.compute.resources.images import Images

    image_id = _id(item, "image")
    flavor_id = _id(item, "flavor")
    return server_record(
        item,
        image_name=Images(compute).name_of(image_id) if image_id else "",
        flavor_name=flavors.name_of(compute, flavor_id) if flavor_id else "",
    )


def _id(server: Mapping[str, Any], key: str) -> str:
    """Return the id of the server's image or flavor; '' if it has none, or embeds the flavor."""
    return lenient.text_at(server, key, "id")
