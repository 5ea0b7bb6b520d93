"""Colours, for terminals only: no other module writes the escape sequences that set them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TextIO

RED, GREEN, YELLOW = "31", "32", "33"
_LABELS = {"ERROR": RED, "WARNING": YELLOW, "✓": GREEN, "✗": RED}
_CHANGING = ("BUILD", "REBUILD", "REBOOT", "HARD_REBOOT", "PASSWORD", "MIGRATING")
_RESIZING = ("RESIZE", "VERIFY_RESIZE", "REVERT_RESIZE")
_STATES = {
    "ACTIVE": GREEN,
    "ERROR": RED,
    **dict.fromkeys((*_CHANGING, *_RESIZING), YELLOW),
}
_ANY_STATE = "|".join(_STATES)
Environ = Mapping[str, str]


def is_welcome(stream: TextIO, environ: Environ) -> bool:
    """Whether a stream shows colours: a terminal does, unless NO_COLOR is set or TERM is ``dumb``.

    See https://no-color.org: an empty NO_COLOR counts as unset.
    """
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def paint_label(line: str, stream: TextIO, environ: Environ) -> str:
    """Colour the word or mark that a line begins with, if it is ERROR, WARNING, a tick or a cross."""
    first_word, _, _ = line.partition(" ")
    label = first_word.rstrip(":")
    colour = _LABELS.get(label)
    if colour is None or not is_welcome(stream, environ):
        return line
    rest = line.removeprefix(label)
    return _painted(label, colour) + rest


def paint_cells(table: str, stream: TextIO, environ: Environ) -> str:
    """Colour the cells of a drawn table that are a server's state."""
    if not is_welcome(stream, environ):
        return table
    cell = rf"(?<=\| )({_ANY_STATE})(?= *\|)"
    return re.sub(cell, _painted_state, table)


def paint_progress(line: str, stream: TextIO, environ: Environ) -> str:
    """Colour the states that the live line of a wait names."""
    if not is_welcome(stream, environ):
        return line
    word = rf"\b({_ANY_STATE})\b"
    return re.sub(word, _painted_state, line)


def _painted_state(match: re.Match[str]) -> str:
    state = match[0]
    return _painted(state, _STATES[state])


def _painted(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"
