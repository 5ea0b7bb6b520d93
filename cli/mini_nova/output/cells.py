"""The cells that text takes on a terminal: none for marks that combine, two for wide characters."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "..."


def cells(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of_character, text))


def cut(text: str, width: int) -> str:
    """Return the beginning of a text that fits into ``width`` cells."""
    total = 0
    for position, character in enumerate(text):
        total += _cells_of_character(character)
        if total > width:
            return text[:position]
    return text


def shorten(text: str, width: int) -> str:
    """Return a text that fits into ``width`` cells: a longer one ends in dots."""
    if cells(text) <= width:
        return text
    return cut(text, max(width - len(ELLIPSIS), 0)) + ELLIPSIS


def _cells_of_character(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    is_wide = unicodedata.east_asian_width(character) in "WF"
    return 2 if is_wide else 1
