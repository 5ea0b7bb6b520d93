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
    """Return the login's catalog, in the shape of Keystone v3 whatever the protocol."""
    catalog = context.session.access.catalog
    services = redact.body(catalog.to_v3())
    return Rows(services, COLUMNS)


def endpoints_cell(service: Mapping[str, Any]) -> str:
    """Return a service's endpoints as ``region interface: url; ...``, the public one of each
    first.
    """
    endpoints = list(service["endpoints"])
    endpoints.sort(key=_region_and_rank)
    texts = [_endpoint_text(endpoint) for endpoint in endpoints]
    return "; ".join(texts)


def _region_and_rank(endpoint: Mapping[str, Any]) -> tuple[str, int]:
    region = endpoint["region"]
    interface = endpoint["interface"]
    ranks = [*INTERFACES, interface]
    return region, ranks.index(interface)


def _endpoint_text(endpoint: Mapping[str, Any]) -> str:
    region = endpoint["region"]
    interface = endpoint["interface"]
    url = endpoint["url"]
    text = f"{region} {interface}: {url}"
    return text.strip()


COLUMNS = (field("Name"), field("Type"), Column("Endpoints", endpoints_cell))
