"""Create a flavor."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.values import boolean, whole_number
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.flavors._flavor_table import LAST_WITH_FACTOR, flavor_rows
from mini_nova.compute.resources import flavors
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output.results import Rows

GENERATED_ID = "auto"


@click.command("flavor-create", cls=WritingCommand, prefers=LAST_WITH_FACTOR, help=__doc__)
@click.option("--ephemeral", default="0", metavar="GB", help="Size of the ephemeral disk.")
@click.option("--swap", default="0", metavar="MB", help="Size of the swap disk.")
@ranged_option(
    "--rxtx-factor",
    until=LAST_WITH_FACTOR,
    default="1.0",
    metavar="FACTOR",
    help="Share of the network.",
)
@click.option(
    "--is-public", default="true", metavar="BOOLEAN", help="Whether every project may use it."
)
@ranged_option("--description", since="2.55", metavar="TEXT", help="A description.")
@click.argument("name")
@click.argument("id")
@click.argument("ram", metavar="MB")
@click.argument("disk", metavar="GB")
@click.argument("vcpus")
@click.pass_obj
def command(context: Context, /, **arguments: Any) -> Rows:
    """Return the new flavor. The id ``auto`` makes Nova choose one."""
    flavor = _flavor(**arguments)
    compute = context.compute
    return flavor_rows([flavors.create(compute, flavor)], compute.version)


def _flavor(
    *,
    name: str,
    id: str,
    ram: str,
    disk: str,
    vcpus: str,
    ephemeral: str,
    swap: str,
    rxtx_factor: str,
    is_public: str,
    description: str | None,
) -> dict[str, Any]:
    """Return the body of the create request. Raises BadUsage, in the classic client's words."""
    flavor = {
        "name": name,
        "ram": whole_number(ram, "Ram"),
        "vcpus": whole_number(vcpus, "VCPUs"),
        "disk": whole_number(disk, "Disk"),
        "id": None if id == GENERATED_ID else id,
        "swap": whole_number(swap, "Swap"),
        "OS-FLV-EXT-DATA:ephemeral": whole_number(ephemeral, "Ephemeral"),
        "rxtx_factor": _factor(rxtx_factor),
        "os-flavor-access:is_public": boolean(is_public, "--is-public"),
    }
    if description:
        flavor["description"] = description
    return flavor


def _factor(text: str) -> float:
    try:
        return float(text)
    except ValueError as problem:
        raise BadUsage("rxtx_factor must be a float.", hint=f"It is '{text}'.") from problem
