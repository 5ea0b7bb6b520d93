"""Tables as the classic client draws them: ``+--+`` frames, everything left, ``-`` for None."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova.output.results import MISSING
from mini_nova.output.terminal import safe


def draw(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The table as text, with a line break at its end. An empty one has its header and a closing rule."""
    from tabulate import tabulate

    drawn: str = tabulate(
        rows,
        headers=headers,
        tablefmt="pretty",
        stralign="left",
        numalign="left",
        disable_numparse=True,
    )
    return drawn + "\n"


def list_cell(value: Any) -> str:
    """A cell of a list table: None is ``-``, a missing one empty, anything else as Python writes it."""
    if value is MISSING:
        return ""
    return "-" if value is None else safe(value if isinstance(value, str) else str(value))


def property_rows(properties: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rows of a Property/Value table, sorted by name in ASCII order; nested values as JSON.

    Text with line breaks, and server faults that carry them as backslash-n, take several lines in their cell.
    """
    return [(safe(name), property_cell(properties[name])) for name in sorted(properties)]


def property_cell(value: Any) -> str:
    """A cell of a Property/Value table."""
    if value is MISSING:
        return ""
    if value is None:
        return "-"
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    return safe(str(value).replace("\\n", "\n"), lines=True)
