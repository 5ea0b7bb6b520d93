"""The lines of ``lines.txt``: a command line each, and how it is run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.classic.cases import Case

_FILE = Path(__file__).with_name("lines.txt")
_MOVING = "&"
_EVERYBODY = "~"
_HARMFUL = "!"


class Line(NamedTuple):
    """A line as it is written: ``case`` still has its words in braces."""

    case: Case
    mark: str = ""

    def __str__(self) -> str:
        return str(self.case)

    @property
    def command(self) -> str:
        """The name of the command."""
        return self.case.command

    @property
    def leaves_a_move(self) -> bool:
        """Whether a live migration is under way after it."""
        return self.mark == _MOVING

    @property
    def is_shareable(self) -> bool:
        """Whether it may run on a cloud that others use at the same time."""
        return self.mark not in (_EVERYBODY, _HARMFUL)

    @property
    def is_harmless(self) -> bool:
        """Whether it may run on a cloud that is needed afterwards."""
        return self.mark != _HARMFUL

    def case_with(self, words: Mapping[str, str]) -> Case:
        """Return the case with its words replaced."""
        text = self.case.line
        for word, value in words.items():
            text = text.replace(f"{{{word}}}", value)
        return Case(self.case.version, text)


@cache
def lines() -> tuple[Line, ...]:
    """Every line, in the order of the file."""
    rows = _FILE.read_text().splitlines()
    return tuple(_parse(row) for row in rows if row and not row.startswith("#"))


def _parse(row: str) -> Line:
    mark = "" if row[0].isdigit() else row[0]
    version, text = row.removeprefix(mark).split(maxsplit=1)
    return Line(Case(version, text), mark)
