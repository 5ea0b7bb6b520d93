"""Flavors: listing them, and finding one by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from mini_nova.compute.api import Compute
from mini_nova.compute.names import only, segment
from mini_nova.errors import MiniNovaError
from mini_nova_auth import lenient
from mini_nova_auth.errors import AuthToolkitError


def list_detail(
    compute: Compute, query: Mapping[str, str], *, every_page: bool = False
) -> Iterator[dict[str, Any]]:
    """The flavors of ``GET /flavors/detail``: one page as the server cuts it, or every page."""
    path = "/flavors/detail" + (f"?{urlencode(sorted(query.items()))}" if query else "")
    if every_page:
        return compute.read_all(path, "flavors")
    return lenient.mappings(compute.read(path).get("flavors"))


def find(compute: Compute, wanted: str) -> str:
    """The id of a flavor by its name or id, in one list request. Raises NotFound, Ambiguous."""
    found = only(compute.read_all("/flavors?is_public=None", "flavors"), "flavor", wanted)
    return str(found["id"])


def name_of(compute: Compute, flavor_id: str) -> str | None:
    """The name of a flavor, for showing; None where it cannot be told, for whatever reason."""
    try:
        flavor = compute.read(f"/flavors/{segment(flavor_id)}").get("flavor")
    except (MiniNovaError, AuthToolkitError):
        return None
    name = flavor.get("name") if isinstance(flavor, dict) else None
    return name if isinstance(name, str) else None


def extra_specs(compute: Compute, flavor_id: str) -> Any:
    """The extra specs of a flavor, which listings carry only from 2.61 on."""
    return compute.read(f"/flavors/{segment(flavor_id)}/os-extra_specs").get("extra_specs", {})
