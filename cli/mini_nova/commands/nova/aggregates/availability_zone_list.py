"""List the availability zones; for admins with hosts and services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.context import Context
from mini_nova.errors import Forbidden
from mini_nova.output.results import Parts, Rows, field
from mini_nova_auth import lenient

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

COLUMNS = (field("Name"), field("Status"))
PATH = "/os-availability-zone"
KEY = "availabilityZoneInfo"

Zone = Mapping[str, Any]


@click.command("availability-zone-list", cls=ReadingCommand, help=__doc__)
@click.pass_obj
def command(context: Context) -> Parts:
    """Return the zones as a tree; for programs the API's objects."""
    zones = _zones(context.compute)
    summary = (field("Name", "zoneName"), field("Status", "zoneState"))
    return Parts((Rows(list(_tree(zones)), COLUMNS),), Rows(zones, summary))


def _zones(compute: Compute) -> list[dict[str, Any]]:
    try:
        page = compute.read_page(f"{PATH}/detail", KEY)
    except Forbidden:
        page = compute.read_page(PATH, KEY)
    return list(page[KEY])


def _tree(zones: Iterable[Zone]) -> Iterator[dict[str, str]]:
    """Yield a row for each zone, each of its hosts, and each service there."""
    for zone in zones:
        is_available = lenient.mapping(zone.get("zoneState")).get("available")
        status = "available" if is_available else "not available"
        yield {"name": lenient.text_at(zone, "zoneName"), "status": status}
        for host, services in sorted(lenient.mapping(zone.get("hosts")).items()):
            yield {"name": f"|- {host}", "status": ""}
            for service, state in lenient.mapping(services).items():
                yield {"name": f"| |- {service}", "status": _service_status(state)}


def _service_status(state: Any) -> str:
    facts = lenient.mapping(state)
    switch = "enabled" if facts.get("active") else "disabled"
    sign = ":-)" if facts.get("available") else "XXX"
    return f"{switch} {sign} {facts.get('updated_at')}"
