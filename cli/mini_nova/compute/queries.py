"""Query strings of Nova's lists. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def with_query(path: str, query: Mapping[str, Any]) -> str:
    """Return a path with a query, sorted by name. None and '' are left out; True is ``True``."""
    pairs = [(name, str(value)) for name, value in query.items() if value not in (None, "")]
    if not pairs:
        return path
    text = urlencode(sorted(pairs))
    return f"{path}?{text}"
