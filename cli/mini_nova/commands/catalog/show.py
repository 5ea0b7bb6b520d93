"""Show one service of the catalog, by type (or an alias of it) or by name, and the endpoint that is chosen."""

from __future__ import annotations

import click

from mini_nova.commands.catalog.list import endpoints_cell
from mini_nova.context import Context
from mini_nova.errors import NotFound
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.errors import EndpointNotFound


@click.command("show", cls=Command, help=__doc__)
@click.argument("service")
@click.pass_obj
def command(context: Context, service: str) -> Record:
    """The first service of that type, alias or name. ``chosen`` says which endpoint is picked, and why."""
    access = context.session.access
    catalog = access.catalog
    found = next(iter(catalog.of_type(service)), None) or next(
        (s for s in catalog.services if s.name == service), None
    )
    if found is None:
        types = ", ".join(sorted({known.type for known in catalog.services})) or "nothing"
        raise NotFound(
            f"No service with a type or name of '{service}' exists in the catalog; it has {types}."
        )
    item = redact.body(Catalog((found,)).to_v3())[0]
    try:
        why = context.session.choice(access._replace(catalog=Catalog((found,))), found.type).why
    except EndpointNotFound as problem:
        why = problem.message
    return Record(item, {**item, "endpoints": endpoints_cell(item), "chosen": why})
