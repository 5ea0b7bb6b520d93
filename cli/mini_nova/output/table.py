"""Tables as the classic client draws them: ``+--+`` frames, everything left, ``-`` for None."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova.output.results import MISSING
from mini_nova.output.stand_ins import StandIns
from mini_nova.output.terminal import safe

Row = Sequence[str]


def draw(headers: Row, rows: Sequence[Row], width: int | None = None) -> str:
    """Return the table as text that ends with a line break; an empty one has a header and a rule.

    With ``width``, cells are wrapped until the table is at most so many columns wide.
    """
    import tabulate

    if width is not None:
        from mini_nova.output import fitting

        headers, rows = fitting.fit(headers, rows, width)
    stand_ins = StandIns()
    tabulate.WIDE_CHARS_MODE = False  # the same table whether wcwidth is installed or not
    text = tabulate.tabulate(
        list(map(stand_ins.row, rows)),
        headers=stand_ins.row(headers),
        tablefmt="pretty",
        stralign="left",
        numalign="left",
        disable_numparse=True,
        preserve_whitespace=True,
    )
    return stand_ins.restore(text) + "\n"


def list_cell(value: Any, *, formatted: bool = False) -> str:
    """Return a cell of a list: None is ``-``, a missing value empty, the rest as Python writes it.

    In a formatted column None is ``None``. A line break is a blank, so that no text can pass for a
    row, unlike in the classic client.
    """
    if value is MISSING:
        return ""
    if value is None and not formatted:
        return "-"
    return safe(str(value))


def property_rows(properties: Mapping[str, Any], wrap: int = 0) -> list[tuple[str, str]]:
    """Return the rows of a Property/Value table, sorted by name in ASCII order.

    Text with line breaks, and server faults that spell them as backslash-n, take several rows, the
    first of which has the name. ``wrap`` is the longest line of a value in characters; 0 is no
    limit.
    """
    rows = []
    for name in sorted(properties):
        title = safe(name)
        cell = property_cell(properties[name], wrap)
        for line in cell.split("\n"):
            rows.append((title, line))
            title = ""
    return rows


def property_cell(value: Any, wrap: int = 0) -> str:
    """Return a cell of a Property/Value table; nested values are JSON.

    None is ``-``; as wrapped text it is ``None``, as in the classic client.
    """
    if value is MISSING:
        return ""
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    if wrap > 0:
        from textwrap import fill

        value = fill(str(value), wrap)
    if value is None:
        return "-"
    text = _with_line_breaks(str(value))
    text = safe(text, lines=True)
    return text.expandtabs()


def _with_line_breaks(text: str) -> str:
    """Return the lines of a text that has a CR or backslash-n, without CR and blanks around it."""
    if "\\n" not in text and "\r" not in text:
        return text
    text = text.replace("\r", "").strip()
    return text.replace("\\n", "\n")
