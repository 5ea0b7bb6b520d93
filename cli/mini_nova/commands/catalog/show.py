"""Show one service of the catalog, and the endpoint in use.

SERVICE is a type, an alias of one, or a name; 'mini-nova catalog list' shows those of the cloud.
"""

from __future__ import annotations

import click

from mini_nova.commands.catalog.list import endpoints_cell
from mini_nova.context import Context
from mini_nova.errors import NotFound
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Catalog, Service
from mini_nova_auth.errors import EndpointNotFound


@click.command("show", cls=Command, help=__doc__)
@click.argument("service")
@click.pass_obj
def command(context: Context, service: str) -> Record:
    """Return the first service of that type, alias or name, and why its endpoint was chosen."""
    entry = _find_service(context.session.access.catalog, service)
    catalog = Catalog((entry,))
    item = redact.body(catalog.to_v3())[0]
    properties = {
        **item,
        "endpoints": endpoints_cell(item),
        "chosen": _reason(context, catalog, entry.type),
    }
    return Record(item, properties)


def _find_service(catalog: Catalog, name: str) -> Service:
    """Raise NotFound if the catalog has no service of that type, alias or name."""
    namesakes = [service for service in catalog.services if service.name == name]
    for service in (*catalog.of_type(name), *namesakes):
        return service
    types = {service.type for service in catalog.services}
    listing = ", ".join(sorted(types)) or "nothing"
    raise NotFound(
        f"No service with a type or name of '{name}' exists in the catalog; it has {listing}."
    )


def _reason(context: Context, catalog: Catalog, service_type: str) -> str:
    """Say why an endpoint was chosen, or why none can be."""
    access = context.session.access._replace(catalog=catalog)
    try:
        return context.session.choice(access, service_type).why
    except EndpointNotFound as problem:
        return problem.message
