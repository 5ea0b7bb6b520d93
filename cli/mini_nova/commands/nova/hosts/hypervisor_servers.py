"""List the servers on the hypervisors whose hostname contains a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.listing import listing
from mini_nova.compute.resources import hypervisors
from mini_nova.output.results import field
from mini_nova_auth import lenient

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

COLUMNS = (
    field("ID", "uuid"),
    field("Name"),
    field("Hypervisor ID"),
    field("Hypervisor Hostname"),
)


def _servers(compute: Compute, hostname: str) -> Iterator[Mapping[str, Any]]:
    for hypervisor in hypervisors.search(compute, hostname, servers=True):
        place = {
            "hypervisor_id": hypervisor.get("id"),
            "hypervisor_hostname": hypervisor.get("hypervisor_hostname"),
        }
        for server in lenient.mappings(hypervisor.get("servers")):
            yield {**server, **place}


command = listing(__name__, __doc__, _servers, COLUMNS, click.argument("hostname"))
