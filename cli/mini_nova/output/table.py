"""Tables as the classic client draws them: ``+--+`` frames, everything left, ``-`` for None."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova.output.results import MISSING
from mini_nova.output.terminal import safe


def draw(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Return the table as text that ends with a line break; an empty one has a header and a rule.

    With ``width``, cells are wrapped until the table is at most so many columns wide.
    """
    from tabulate import tabulate

    if width is not None:
        from mini_nova.output import fitting

        headers, rows = fitting.fit(headers, rows, width)
    text: str = tabulate(
        rows,
        headers=headers,
        tablefmt="pretty",
        stralign="left",
        numalign="left",
        disable_numparse=True,
        preserve_whitespace=True,
    )
    return text + "\n"


def list_cell(value: Any) -> str:
    """Return a cell of a list: None is ``-``, a missing value empty, the rest as Python writes it."""
    if value is MISSING:
        return ""
    if value is None:
        return "-"
    return safe(str(value))


def property_rows(properties: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the rows of a Property/Value table, sorted by name in ASCII order.

    Text with line breaks, and server faults that spell them as backslash-n, take several lines in
    their cell.
    """
    rows = []
    for name in sorted(properties):
        cell = property_cell(properties[name])
        rows.append((safe(name), cell))
    return rows


def property_cell(value: Any) -> str:
    """Return a cell of a Property/Value table; nested values are JSON."""
    if value is MISSING:
        return ""
    if value is None:
        return "-"
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value).replace("\\n", "\n")
    return safe(text, lines=True)
