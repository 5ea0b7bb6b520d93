"""How commands show servers: the columns of lists, and the properties of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.compute.resources import server_properties
from mini_nova.context import Context
from mini_nova.output.results import Column, Record, field
from mini_nova_auth import lenient

ID, NAME, STATUS = field("ID"), field("Name"), field("Status")
NETWORKS = Column("Networks", server_properties.networks_cell)
SUMMARY = (ID, NAME, STATUS, NETWORKS)


def server_record(server: dict[str, Any], **presentation: Any) -> Record:
    """Return a server for ``show``. ``presentation`` is that of ``server_properties.properties``."""
    properties = server_properties.properties(server, **presentation)
    return Record(server, properties, server_properties.optional_property)


def named_record(
    context: Context, server: dict[str, Any], minimal: bool, image_name: str = ""
) -> Record:
    """Return a server for ``show``: in a table, unless it is ``minimal``, with the names of its
    image and flavor, which cost a request each, unless the image's is known.
    """
    if not context.is_for_people:
        return server_record(server)
    if minimal:
        return server_record(server, minimal=True)
    from mini_nova.compute.resources import flavors
    from mini_nova.compute.resources.images import Images

    image_id = _id(server, "image")
    flavor_id = _id(server, "flavor")
    name: str | None = image_name
    if image_id and not name:
        name = Images(context.compute).name_of(image_id)
    return server_record(
        server,
        image_name=name,
        flavor_name=flavors.name_of(context.compute, flavor_id) if flavor_id else "",
    )


def _id(server: Mapping[str, Any], key: str) -> str:
    """Return the id of the server's image or flavor; '' if it has none, or embeds the flavor."""
    return lenient.text_at(server, key, "id")
