"""Flavors: listing them, and finding one by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from mini_nova.compute.names import choose, segment
from mini_nova.errors import MiniNovaError
from mini_nova_auth.errors import AuthToolkitError

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


def list_detail(
    compute: Compute, query: Mapping[str, str], *, every_page: bool = False
) -> Iterator[dict[str, Any]]:
    """Return the flavors of ``GET /flavors/detail``: the first page, or every page."""
    path = "/flavors/detail"
    if query:
        text = urlencode(sorted(query.items()))
        path = f"{path}?{text}"
    if every_page:
        return compute.read_all(path, "flavors")
    page = compute.read_page(path, "flavors")
    return iter(page["flavors"])


def find(compute: Compute, reference: str) -> str:
    """Return the id of a flavor by its name or id, in one list. Raises NotFound, Ambiguous."""
    flavors = compute.read_all("/flavors?is_public=None", "flavors")
    flavor = choose(flavors, "flavor", reference)
    return str(flavor["id"])


def name_of(compute: Compute, flavor_id: str) -> str | None:
    """Return the name of a flavor, to be shown; None if it cannot be read, for whatever reason."""
    try:
        flavor = compute.read_member(f"/flavors/{segment(flavor_id)}", "flavor")
    except (MiniNovaError, AuthToolkitError):
        return None
    name = flavor.get("name")
    return name if isinstance(name, str) else None


def extra_specs(compute: Compute, flavor_id: str) -> Any:
    """Return the extra specs of a flavor, which lists contain only from 2.61 on."""
    return compute.read_member(f"/flavors/{segment(flavor_id)}/os-extra_specs", "extra_specs")
