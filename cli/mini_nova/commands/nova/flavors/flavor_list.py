"""List the flavors: the sizes of servers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova.flavors._flavor_table import LAST_WITH_FACTOR, flavor_rows
from mini_nova.compute.resources import flavors
from mini_nova.context import Context
from mini_nova.output.results import Rows

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

API_NAMES = {"min_disk": "minDisk", "min_ram": "minRam"}


@click.command("flavor-list", cls=ReadingCommand, prefers=LAST_WITH_FACTOR, help=__doc__)
@click.option("--extra-specs", is_flag=True, help="Show the extra specs.")
@click.option(
    "--all", "everything", is_flag=True, help="Also private flavors (admins), and every page."
)
@click.option("--marker", metavar="ID", help="Start after this flavor.")
@click.option("--min-disk", metavar="GB", help="Only flavors with at least this disk.")
@click.option("--min-ram", metavar="MB", help="Only flavors with at least this memory.")
@click.option("--limit", type=int, help="At most this many.")
@click.option("--sort-key", metavar="KEY", help="Sort by this key, on the server.")
@click.option("--sort-dir", metavar="DIRECTION", help="asc or desc.")
@ranged_option("--name", since="2.102", metavar="REGEX", help="Only flavors of such a name.")
@click.pass_obj
def command(context: Context, /, extra_specs: bool, everything: bool, **filters: Any) -> Rows:
    """Return the flavors in the server's order."""
    compute = context.compute
    query = _query(filters)
    if everything:
        query.pop("marker", None)
        query.pop("limit", None)
        query["is_public"] = "None"
    items = list(flavors.list_detail(compute, query, every_page=everything))
    if extra_specs and compute.version < flavors.EXTRA_SPECS_SINCE:
        items = [_with_extra_specs(compute, flavor) for flavor in items]
    return flavor_rows(items, compute.version, extra_specs=extra_specs)


def _query(filters: Mapping[str, Any]) -> dict[str, str]:
    """Return the requested filters, by Nova's names."""
    query = {}
    for key, value in filters.items():
        if value is not None:
            name = API_NAMES.get(key, key)
            query[name] = str(value)
    return query


def _with_extra_specs(compute: Compute, flavor: dict[str, Any]) -> dict[str, Any]:
    flavor_id = str(flavor.get("id"))
    specs = flavors.extra_specs(compute, flavor_id)
    return {**flavor, "extra_specs": specs}
