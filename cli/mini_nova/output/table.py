"""Tables as the classic client draws them: ``+--+`` frames, everything left, ``-`` for None."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from mini_nova.output.cells import cells, pad
from mini_nova.output.results import MISSING
from mini_nova.output.terminal import safe

Row = Sequence[str]


def draw(headers: Row, rows: Sequence[Row], width: int | None = None) -> str:
    """Return the table as one text. See ``lines``."""
    return "".join(lines(headers, rows, width))


def lines(headers: Row, rows: Sequence[Row], width: int | None = None) -> Iterator[str]:
    """Yield the lines of a table, with their breaks; an empty one has a header and a rule below it.

    With ``width``, cells are wrapped until the table is at most so many columns wide.
    """
    if width is not None:
        from mini_nova.output import fitting

        headers, rows = fitting.fit(headers, rows, width)
    widths = _widths(headers, rows)
    bars = ["-" * (width + 2) for width in widths]
    rule = "+" + "+".join(bars) + "+\n"
    yield rule
    yield from _row_lines(headers, widths)
    yield rule
    for row in rows:
        yield from _row_lines(row, widths)
    yield rule


def _widths(headers: Row, rows: Iterable[Row]) -> list[int]:
    """Return the cells that the widest line of each column takes."""
    widths = [0] * len(headers)
    for row in chain([headers], rows):
        for number, text in enumerate(row):
            widths[number] = max(widths[number], _text_width(text))
    return widths


def _text_width(text: str) -> int:
    if "\n" not in text:
        return cells(text)
    return max(map(cells, text.split("\n")))


def _row_lines(row: Row, widths: Sequence[int]) -> Iterator[str]:
    """Yield one line, or as many as the cell with the most lines has."""
    if not any("\n" in text for text in row):
        yield _line(row, widths)
        return
    columns = [text.split("\n") for text in row]
    height = max(map(len, columns))
    for column in columns:
        missing = height - len(column)
        column.extend([""] * missing)
    for texts in zip(*columns, strict=True):
        yield _line(texts, widths)


def _line(texts: Row, widths: Sequence[int]) -> str:
    padded = map(pad, texts, widths)
    return "| " + " | ".join(padded) + " |\n"


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

    Text with line breaks, and server faults that spell them as backslash-n, take several lines in
    their cell. ``wrap`` is the longest line of a value in characters; 0 is no limit.
    """
    rows = []
    for name in sorted(properties):
        cell = property_cell(properties[name], wrap)
        rows.append((safe(name), cell))
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
