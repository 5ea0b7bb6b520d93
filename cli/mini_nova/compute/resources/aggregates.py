"""Host aggregates: listing them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


def list_all(compute: Compute) -> Iterator[dict[str, Any]]:
    """Yield the aggregates. Raises Forbidden for users who are not admins."""
    return compute.read_all("/os-aggregates", "aggregates")
