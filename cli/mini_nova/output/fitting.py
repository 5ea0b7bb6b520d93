"""Fit a table into a terminal: the widest columns give way first, and wrap inside their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mini_nova.output.wrapping import break_words

Rows = Sequence[Sequence[str]]
NARROWEST = 5  # columns of text that a cell keeps, however narrow the terminal is
_FRAME = len("|  ")  # around each cell; the last bar is one more
_ID = r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b"  # a UUID, with or without its hyphens


def fit(headers: Sequence[str], rows: Rows, width: int) -> tuple[Sequence[str], Rows]:
    """Wrap the cells of a table that is wider than ``width`` columns.

    Columns give way at spaces first, then inside words; ids last of all.
    """
    table = [headers, *rows]
    columns = list(zip(*table, strict=True))
    widths = [_text_width(column) for column in columns]
    available = width - _FRAME * len(columns) - 1
    if sum(widths) <= available:
        return headers, rows
    whole_words = [_longest(r"\S+", column) for column in columns]
    whole_ids = [max(NARROWEST, _longest(_ID, column)) for column in columns]
    for smallest in (whole_words, whole_ids, [NARROWEST] * len(columns)):
        widths = _narrowed(widths, smallest, available)
    headers, *rows = [_wrapped(row, widths) for row in table]
    return headers, rows


def _narrowed(widths: Sequence[int], smallest: Sequence[int], available: int) -> list[int]:
    """Take columns from the widest cells until all fit, or each is at its smallest."""
    widths = list(widths)
    while sum(widths) > available:
        candidates = [number for number, width in enumerate(widths) if width > smallest[number]]
        if not candidates:
            break
        widest = max(candidates, key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = []
    for text, width in zip(row, widths, strict=True):
        lines = _cell_lines(text, width)
        cells.append("\n".join(lines))
    return cells


def _cell_lines(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        if len(line) <= width:
            yield line
        else:
            yield from break_words(line, width)


def _text_width(column: Sequence[str]) -> int:
    return max(len(line) for text in column for line in text.split("\n"))


def _longest(pattern: str, column: Sequence[str]) -> int:
    """Return the length of the longest match in the cells of a column; 0 if there is none."""
    matches = (match for text in column for match in re.findall(pattern, text))
    return max(map(len, matches), default=0)
