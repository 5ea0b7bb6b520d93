"""Set or unset extra specs of a flavor."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import click

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.key_values import keys, values
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import flavors
from mini_nova.context import Context
from mini_nova.errors import BadUsage

KEY = r"[\w .:-]+"


@click.command("flavor-key", cls=WritingCommand, help=__doc__)
@click.argument("flavor")
@click.argument("action", type=click.Choice(["set", "unset"]))
@click.argument("specs", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, flavor: str, action: str, specs: tuple[str, ...]) -> None:
    """Change the extra specs of a flavor. To unset one, its key is enough."""
    compute = context.compute
    if action == "set":
        pairs = _checked(values(specs))
        flavors.with_id(compute, flavor, partial(flavors.set_extra_specs, compute, specs=pairs))
        return
    flavor_id = flavors.with_id(compute, flavor, partial(_existing, context))
    unset = partial(flavors.unset_extra_spec, compute, flavor_id)
    removals = Each(context, keys(specs), unset)
    removals.run()
    removals.check("Unable to unset the specified extra spec(s).")


def _existing(context: Context, flavor_id: str) -> str:
    """Return the id of a flavor that exists. Raises NotFound."""
    return str(flavors.get(context.compute, flavor_id)["id"])


def _checked(specs: dict[str, Any]) -> dict[str, Any]:
    """Return the extra specs unchanged. Raises BadUsage for a key that Nova would refuse."""
    for key in specs:
        if not re.fullmatch(KEY, key):
            raise BadUsage(
                f'Invalid key: "{key}". Keys may only contain letters, numbers, spaces, '
                "underscores, periods, colons and hyphens."
            )
    return specs
