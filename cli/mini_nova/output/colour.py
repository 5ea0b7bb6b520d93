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


def is_welcome(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether a stream shows colours: a terminal does, unless NO_COLOR is set or TERM is ``dumb``.

    See https://no-color.org: an empty NO_COLOR counts as unset.
    """
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def paint_label(line: str) -> str:
    """Colour the word or mark that a line begins with, if it is ERROR, WARNING, a tick or a cross."""
    label, space, rest = line.partition(" ")
    word = label.rstrip(":")
    if word not in _LABELS:
        return line
    return _painted(word, _LABELS[word]) + label[len(word) :] + space + rest


def paint_cells(table: str) -> str:
    """Colour the cells of a drawn table that are a server's state."""
    return _replace_states(rf"(?<=\| )({_any_state()})(?= *\|)", table)


def paint_progress(line: str) -> str:
    """Colour the states that the live line of a wait names."""
    return _replace_states(rf"\b({_any_state()})\b", line)


def _any_state() -> str:
    return "|".join(_STATES)


def _replace_states(pattern: str, text: str) -> str:
    return re.sub(pattern, lambda match: _painted(match[0], _STATES[match[0]]), text)


def _painted(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"
