"""List the services of the catalog with their endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field
from mini_nova_auth import redact
from mini_nova_auth.access.catalog import INTERFACES


@click.command("list", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """The cached catalog of the login; machine formats carry it in v3's shape whatever the protocol."""
    services = redact.body(context.session.access.catalog.to_v3())
    return Rows(services, (field("Name"), field("Type"), Column("Endpoints", endpoints_cell)))


def endpoints_cell(service: Mapping[str, Any]) -> str:
    """The endpoints of a service on one line: ``region interface: url; ...``, by region, the public one first."""

    def rank(at: Mapping[str, Any]) -> tuple[str, int]:
        return at["region"], [*INTERFACES, at["interface"]].index(at["interface"])

    listed = sorted(service["endpoints"], key=rank)
    return "; ".join(f"{at['region']} {at['interface']}: {at['url']}".strip() for at in listed)
