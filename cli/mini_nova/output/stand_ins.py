"""Stand-ins for texts whose characters do not take one cell each.

tabulate counts characters. It draws a table with stand-ins, which have a character for each cell,
and the texts take their place again. (With the wcwidth package it would count cells, but loading
that takes longer than all the rest of a short command's work with a table.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mini_nova.output.cells import cells

_FIRST, _LAST = "\U000f0000", "\U0010fffd"  # private characters, which no name has
_ANY = f"([{_FIRST}-{_LAST}])\\1*"


class StandIns:
    """The stand-ins of one table: each text has its own private character, as often as needed."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._stand_ins: dict[str, str] = {}

    def row(self, row: Sequence[str]) -> Sequence[str]:
        """Return a row with stand-ins in place of such texts."""
        if all(map(str.isascii, row)):
            return row
        return [self._cell(text) for text in row]

    def restore(self, table: str) -> str:
        """Return a drawn table with the texts in their places."""
        if not self._texts:
            return table
        return re.sub(_ANY, self._text, table)

    def _cell(self, text: str) -> str:
        lines = map(self._line, text.split("\n"))
        return "\n".join(lines)

    def _line(self, line: str) -> str:
        width = cells(line)
        if width == len(line) and not re.search(_ANY, line):
            return line
        if line not in self._stand_ins:
            character = chr(ord(_FIRST) + len(self._texts))
            self._texts.append(line)
            self._stand_ins[line] = character * max(width, 1)
        return self._stand_ins[line]

    def _text(self, match: re.Match[str]) -> str:
        number = ord(match[1]) - ord(_FIRST)
        return self._texts[number]
