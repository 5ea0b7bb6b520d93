"""The table of quotas, and the options that change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.declaration import Param
from mini_nova.compute.resources.quotas import FILE_RESOURCES, NETWORK_RESOURCES, RESOURCES
from mini_nova.context import Context
from mini_nova.output.results import Parts, Record, Rows, field

COLUMNS = (field("Quota"), field("Limit"))
FILES_UNTIL = "2.56"


def quota_view(quotas: Mapping[str, Any]) -> Parts:
    """Return a row for each quota; for programs the API's object."""
    present = [resource for resource in RESOURCES if resource in quotas]
    rows = [{"quota": resource, "limit": quotas[resource]} for resource in present]
    return Parts((Rows(rows, COLUMNS),), Record(quotas, quotas))


def quota_options(network_until: str) -> list[Param]:
    """Return an option for each quota. Those of networks end with a microversion."""
    options = []
    for resource in RESOURCES:
        until = ""
        if resource in NETWORK_RESOURCES:
            until = network_until
        elif resource in FILE_RESOURCES:
            until = FILES_UNTIL
        options.append(
            ranged_option(
                _spelling(resource),
                until=until,
                type=click.INT,
                metavar="N",
                help=f"New quota of {resource.replace('_', ' ')}; -1 is no limit.",
            )
        )
    return options


def new_quotas(context: Context, options: Mapping[str, int | None]) -> dict[str, int]:
    """Return the quotas to change. Warns of those that other services keep now."""
    quotas = {}
    for resource in RESOURCES:
        value = options.get(resource)
        if value is None:
            continue
        if resource in NETWORK_RESOURCES:
            context.io.warn(f'Option "{_spelling(resource)}" is deprecated')
        quotas[resource] = value
    return quotas


def _spelling(resource: str) -> str:
    return "--" + resource.replace("_", "-")
