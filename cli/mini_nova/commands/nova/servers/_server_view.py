"""How commands show servers: the columns of lists, and the properties of one."""

from __future__ import annotations

from typing import Any

from mini_nova.compute.resources import server_properties
from mini_nova.output.results import Column, Record, field

ID, NAME, STATUS = field("ID"), field("Name"), field("Status")
NETWORKS = Column("Networks", server_properties.networks_cell)
SUMMARY = (ID, NAME, STATUS, NETWORKS)


def server_record(server: dict[str, Any], **presentation: Any) -> Record:
    """Return a server for ``show``. ``presentation`` is that of ``server_properties.properties``."""
    properties = server_properties.properties(server, **presentation)
    return Record(server, properties, server_properties.optional_property)
