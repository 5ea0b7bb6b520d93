"""The table of flavors, and that of the projects that may use one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.commands.nova._kinds.listing import ColumnRange, columns_at
from mini_nova.compute.resources.flavors import FACTOR_UNTIL
from mini_nova.output.results import Column, Rows, field
from mini_nova_auth.access.discovery import version_text

if TYPE_CHECKING:
    from mini_nova.compute.microversion import Microversion

LAST_WITH_FACTOR = version_text(FACTOR_UNTIL)  # later versions show less of a flavor
COLUMNS = (
    field("ID"),
    field("Name"),
    field("Memory_MiB", "ram"),
    field("Disk"),
    field("Ephemeral", "OS-FLV-EXT-DATA:ephemeral"),
    field("Swap"),
    field("VCPUs"),
    Column("RXTX_Factor", lambda flavor: flavor.get("rxtx_factor")),  # gone since 2.102
    field("Is_Public", "os-flavor-access:is_public"),
)
EXTRA_SPECS = field("extra_specs")
DESCRIPTION = ColumnRange(field("Description"), since="2.55")
ACCESS_COLUMNS = (field("Flavor_ID"), field("Tenant_ID"))


def flavor_rows(
    flavors: Iterable[Mapping[str, Any]], version: Microversion, *, extra_specs: bool = False
) -> Rows:
    """Return the rows of flavors as of a microversion."""
    specs = [EXTRA_SPECS] if extra_specs else []
    return Rows(flavors, columns_at(version, [*COLUMNS, *specs, DESCRIPTION]))
