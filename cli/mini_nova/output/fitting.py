"""Fit a table into a terminal: the widest columns give way first, and wrap inside their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mini_nova.output.cells import cells
from mini_nova.output.wrapping import break_words

Rows = Sequence[Sequence[str]]
NARROWEST = 5  # columns of text that a cell keeps, however narrow the terminal is
WHOLE_WORD = 12  # words up to this length, as states are, stay whole longer than ids
HALF_ID = len("e540ef5b-baf0-417e-b6c2-")  # an id breaks before its last group
_FRAME = len("|  ")  # around each cell; the last bar is one more
_WORD = r"\S+"
_ID = r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b"  # a UUID, with or without its hyphens


def fit(headers: Sequence[str], rows: Rows, width: int) -> tuple[Sequence[str], Rows]:
    """Wrap the cells of a table that is wider than ``width`` columns.

    Columns give way at spaces first, then inside long words, then ids; short words last of all.
    """
    table = [headers, *rows]
    columns = list(zip(*table, strict=True))
    widths = [_text_width(column) for column in columns]
    frames = _FRAME * len(columns) + 1
    available = width - frames
    if sum(widths) <= available:
        return headers, rows
    for limits in _limits(columns):
        widths = _narrowed(widths, limits, available)
    wrapped_rows = [_wrapped(row, widths) for row in rows]
    return _wrapped(headers, widths), wrapped_rows


def _limits(columns: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Yield how narrow each column may become, in steps: whole words, ids and short words whole,
    ids in two lines, and no word whole.
    """
    words = [_longest(_WORD, column) for column in columns]
    ids = [_longest(_ID, column) for column in columns]
    short_words = [min(word, WHOLE_WORD) for word in words]
    half_ids = [min(width, HALF_ID) for width in ids]
    yield words
    yield list(map(max, short_words, ids))
    yield list(map(max, short_words, half_ids))
    yield [NARROWEST] * len(columns)


def _narrowed(widths: Sequence[int], limits: Sequence[int], available: int) -> list[int]:
    """Take columns from the widest cells until all fit, or each is at its limit."""
    narrowed = list(widths)
    while sum(narrowed) > available:
        widest = -1
        for number, width in enumerate(narrowed):
            can_give_way = width > limits[number]
            if can_give_way and (widest < 0 or width > narrowed[widest]):
                widest = number
        if widest < 0:
            break
        narrowed[widest] -= 1
    return narrowed


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return a row with its cells broken into lines."""
    wrapped = []
    for text, width in zip(row, widths, strict=True):
        lines = _wrapped_lines(text, width)
        wrapped.append("\n".join(lines))
    return wrapped


def _wrapped_lines(text: str, width: int) -> list[str]:
    lines = []
    for line in text.split("\n"):
        if cells(line) <= width:
            lines.append(line)
        else:
            lines.extend(break_words(line, width))
    return lines


def _text_width(column: Sequence[str]) -> int:
    """Return the width of the widest line in the cells of a column."""
    width = 0
    for text in column:
        for line in text.split("\n"):
            width = max(width, cells(line))
    return width


def _longest(pattern: str, column: Sequence[str]) -> int:
    """Return the width of the widest match in the cells of a column; 0 if there is none."""
    width = 0
    for text in column:
        for match in re.findall(pattern, text):
            width = max(width, cells(match))
    return width
