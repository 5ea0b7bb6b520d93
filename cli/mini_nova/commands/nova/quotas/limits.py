"""Show the rate limits, and how much of the absolute ones is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.queries import with_query
from mini_nova.context import Context
from mini_nova.output.results import Column, Parts, Record, Rows, field
from mini_nova_auth import lenient

RATE_COLUMNS = (
    field("Verb"),
    field("URI"),
    field("Value"),
    field("Remain", "remaining"),
    field("Unit"),
    field("Next_Available", "next-available"),
)
COLUMNS = (field("Name"), field("Used"), field("Max"))
OTHER = field("Other")
UNKNOWN = "-"
# The API's names: what each is a limit of, and the column that it is in.
NAMES = {
    "maxServerMeta": ("Server Meta", "max"),
    "maxPersonality": ("Personality", "max"),
    "maxPersonalitySize": ("Personality Size", "max"),
    "maxImageMeta": ("ImageMeta", "max"),
    "maxTotalKeypairs": ("Keypairs", "max"),
    "totalCoresUsed": ("Cores", "used"),
    "maxTotalCores": ("Cores", "max"),
    "totalRAMUsed": ("RAM", "used"),
    "maxTotalRAMSize": ("RAM", "max"),
    "totalInstancesUsed": ("Instances", "used"),
    "maxTotalInstances": ("Instances", "max"),
    "totalFloatingIpsUsed": ("FloatingIps", "used"),
    "maxTotalFloatingIps": ("FloatingIps", "max"),
    "totalSecurityGroupsUsed": ("SecurityGroups", "used"),
    "maxSecurityGroups": ("SecurityGroups", "max"),
    "maxSecurityGroupRules": ("SecurityGroupRules", "max"),
    "maxServerGroups": ("ServerGroups", "max"),
    "totalServerGroupsUsed": ("ServerGroups", "used"),
    "maxServerGroupMembers": ("ServerGroupMembers", "max"),
}


@click.command("limits", cls=ReadingCommand, help=__doc__)
@click.option("--tenant", metavar="ID", help="Those of this project (admins).")
@click.option("--reserved", is_flag=True, help="Count what is reserved, too.")
@click.pass_obj
def command(context: Context, tenant: str | None, reserved: bool) -> Parts:
    """Return two tables; for programs the API's object."""
    query = {"tenant_id": tenant, "reserved": "1" if reserved else None}
    limits = context.compute.read_member(with_query("/limits", query), "limits")
    rates = Rows(list(_rates(limits)), RATE_COLUMNS)
    return Parts((rates, _absolute(limits)), Record(limits, limits))


def _rates(limits: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rate limits: each of a URI, and of a verb there."""
    for rate in lenient.mappings(limits.get("rate")):
        for limit in lenient.mappings(rate.get("limit")):
            yield {**limit, "uri": rate.get("uri")}


def _absolute(limits: Mapping[str, Any]) -> Rows:
    by_name: dict[str, dict[str, Any]] = {}
    other: tuple[Column, ...] = ()
    for key, value in lenient.mapping(limits.get("absolute")).items():
        name, kind = NAMES.get(key, (key, "other"))
        if kind == "other":
            other = (OTHER,)
        blank = {"name": name, "used": UNKNOWN, "max": UNKNOWN, "other": UNKNOWN}
        by_name.setdefault(name, blank)[kind] = value
    return Rows([by_name[name] for name in sorted(by_name)], (*COLUMNS, *other))
